using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using StackOperator.Store.Database;
using StackOperator.Testing;
using StackOperator.Testing.Databases;

namespace StackOperator.Store.Tests.Database;

public sealed class DatabaseListenerTests
{
    private static readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notifications_go_on_after_the_connection_was_cut_and_the_caller_catches_up()
    {
        await using var database = await TestDatabase.CreateAsync(migrate: false, _ct);
        var heard = new ConcurrentQueue<string>();
        var catchUps = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        var listener = new DatabaseListener(database.DataSource, TimeProvider.System, NullLogger<DatabaseListener>.Instance);
        var running = listener.RunAsync(["first", "second"], notification => heard.Enqueue($"{notification.Channel}:{notification.Payload}"), _ => Count(), stop.Token);

        await Eventually.UntilAsync(() => catchUps == 1, ct: _ct);
        await NotifyAsync("first", "a");
        await NotifyAsync("second", "b");
        await Eventually.UntilAsync(() => heard.Count == 2, ct: _ct);

        await database.DataSource.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()").ExecuteNonQueryAsync(_ct);
        await Eventually.UntilAsync(() => catchUps == 2, ct: _ct);
        await NotifyAsync("first", "c");
        await Eventually.UntilAsync(() => heard.Count == 3, ct: _ct);
        heard.ShouldBe(["first:a", "second:b", "first:c"]);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        Task Count()
        {
            Interlocked.Increment(ref catchUps);
            return Task.CompletedTask;
        }

        async Task NotifyAsync(string channel, string payload)
        {
            await using var connection = await database.DataSource.OpenConnectionAsync(_ct);
            await connection.Command("select pg_notify($1, $2)", channel, payload).RunAsync(_ct);
        }
    }

    [Fact]
    public async Task A_catch_up_that_fails_is_repeated_on_a_new_connection()
    {
        await using var database = await TestDatabase.CreateAsync(migrate: false, _ct);
        var attempts = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        var listener = new DatabaseListener(database.DataSource, TimeProvider.System, NullLogger<DatabaseListener>.Instance);
        var running = listener.RunAsync(
            ["channel"], static _ => { }, _ => Interlocked.Increment(ref attempts) < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask, stop.Token);
        await Eventually.UntilAsync(() => attempts == 3, ct: _ct);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }
}
