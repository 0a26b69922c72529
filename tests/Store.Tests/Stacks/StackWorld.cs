using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;
using StackOperator.Store.Leadership;
using StackOperator.Store.Stacks;
using StackOperator.Testing.Databases;

namespace StackOperator.Store.Tests.Stacks;

/// <summary>A database with a leader, and short words for what the tests do to it.</summary>
internal sealed class StackWorld : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private int _calls;

    private StackWorld(TestDatabase database)
    {
        _database = database;
        Fence = new OperatorFence(database.DataSource);
        Rows = new StackRowStore(database.DataSource, Fence);
    }

    public OperatorFence Fence { get; }

    public StackRowStore Rows { get; }

    public long Token { get; set; }

    public NpgsqlDataSource DataSource => _database.DataSource;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<StackWorld> CreateAsync()
    {
        var world = new StackWorld(await TestDatabase.CreateAsync(ct: Ct));
        world.Token = await world.Fence.RaiseAsync(Ct);
        return world;
    }

    public static StackClaim Claim(string uid, string identity, long generation = 1, params (string, string)[] tags)
    {
        var parts = identity.Split('/');
        return new StackClaim(
            new StackIdentity(parts[0], parts[1], parts[2]), tags.ToDictionary(t => t.Item1, t => t.Item2), new StackOwner(uid, $"ns-{uid}", $"name-{uid}"), generation);
    }

    // The expectation is a hint that may be wrong: whatever it says, the outcome is the same.
    public Task<MaterializeOutcome> MaterializeAsync(StackClaim claim, string? replacedOwner = null)
        => Rows.MaterializeAsync(Token, claim, replacedOwner, expectNew: Interlocked.Increment(ref _calls) % 2 == 1, Ct);

    public async Task<StackRow> CreateAsync(StackClaim claim)
    {
        var done = (await MaterializeAsync(claim)).ShouldBeOfType<MaterializeOutcome.Done>();
        done.Change.ShouldBe(MaterializeChange.Created);
        return done.Row;
    }

    public Task<DeleteOutcome> DeleteAsync(string uid) => Rows.DeleteAsync(Token, uid, Ct);

    public async Task<Guid> StartUpdateAsync(Guid stackId, long version = 0)
    {
        var update = Guid.NewGuid();
        await ExecuteAsync(
            """
            insert into stack_states (stack_id, version, active_update, active_update_kind, active_update_author, active_update_start) values ($1, $3, $2, 'update', 'dev', now())
            on conflict (stack_id) do update set active_update = excluded.active_update, active_update_kind = 'update', active_update_start = now()
            """,
            stackId,
            update,
            version);
        return update;
    }

    public Task EndUpdateAsync(Guid stackId) => ExecuteAsync("update stack_states set active_update = null where stack_id = $1", stackId);

    public async Task ExecuteAsync(string sql, params object?[] values)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Ct);
        await connection.Command(sql, values).RunAsync(Ct);
    }

    public async Task<T> ReadAsync<T>(string sql, params object?[] values)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Ct);
        await using var command = connection.Command(sql, values);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
