using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackOperator.Core.Updates;
using StackOperator.LocalServices.Postgres;
using StackOperator.LocalServices.Processes;
using StackOperator.Store.Updates;
using StackOperator.Testing.Databases;

namespace StackOperator.Store.Tests.Updates;

/// <summary>A dump taken while updates run, and what its restoration means for them.</summary>
public sealed class BackupTests
{
    // As docs/pulumi.md tells: nobody goes on with an update whose journal may have lost its end.
    private const string StopUpdates =
        "update updates set lease_hash = sha256(random()::text::bytea), lease_until = clock_timestamp() - interval '1 second' where status = 'running'";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dump_taken_while_an_update_runs_holds_an_acknowledged_prefix_and_the_restored_stack_becomes_free()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync(journal: 1);
        var acknowledged = 0;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                (await stores.Journal.AppendAsync(update, token, Texts.Batch($"{Entry(acknowledged + 1)},{Entry(acknowledged + 2)}"), default)).Stored.ShouldBeTrue();
                Volatile.Write(ref acknowledged, acknowledged + 2);
            }
        });
        await Testing.Eventually.UntilAsync(_ => Task.FromResult(Volatile.Read(ref acknowledged)), count => count > 10, ct: Token);
        var before = Volatile.Read(ref acknowledged);
        using var folder = RunFolder.Create();
        var file = Path.Combine(folder.FolderPath, "stacks.dump");
        await RunAsync("pg_dump", ["--format=custom", $"--file={file}"], stores.ConnectionString);
        await stop.CancelAsync();
        await writing;

        await using var restored = await TestDatabase.CreateAsync(migrate: false, ct: Token);
        await RunAsync("pg_restore", ["--no-owner", file], restored.ConnectionString);
        await RunAsync("psql", ["-q", "-v", "ON_ERROR_STOP=1", "-c", StopUpdates], restored.ConnectionString);
        await using var services = new ServiceCollection().AddLogging().AddSingleton(restored.DataSource).AddUpdateStorage().BuildServiceProvider();

        // The client of the update is refused; the next sweep ends the update with what it had.
        var journal = services.GetRequiredService<JournalStore>();
        (await journal.AppendAsync(update, token, Texts.Batch(Entry(acknowledged + 1)), default)).Verdict.ShouldBe(UpdateVerdict.ForeignLease);
        var updates = services.GetRequiredService<UpdateStore>();
        (await updates.RenewAsync(update, token, TimeSpan.FromSeconds(300), default)).Verdict.ShouldBe(UpdateVerdict.ForeignLease);
        foreach (var id in await updates.FindExpiredAsync(10, default))
        {
            await updates.ExpireAsync(id, default);
        }

        var state = (await services.GetRequiredService<StateReader>().ExportAsync(stores.Stack, default)).Text.ShouldNotBeNull();
        var count = System.Text.Json.Nodes.JsonNode.Parse(state.Unpack().Span)!["deployment"]!["resources"]!.AsArray().Count;
        count.ShouldBeGreaterThanOrEqualTo(before);
        (count % 2).ShouldBe(0);
        var next = await updates.CreateAsync(stores.Stack, new NewUpdate(UpdateKind.Update, false, "ann", null, null, null), default);
        (await services.GetRequiredService<UpdateStarter>().StartAsync(new UpdateAddress(stores.Stack, next.ShouldNotBeNull()), 1, "", default)).Outcome.ShouldBe(StartOutcome.Started);
    }

    private static string Entry(int number) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"version":1,"kind":1,"sequenceID":{{number}},"operationID":{{number}},"removeOld":null,"removeNew":null,"state":{"urn":"urn:pulumi:dev::p::t::r{{number}}","type":"t"} }""");

    private static async Task RunAsync(string program, string[] arguments, string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var folder = Path.GetDirectoryName(PostgresBinaries.Find()!.Server)!;
        var result = await Cli.Wrap(File.Exists(Path.Combine(folder, program)) ? Path.Combine(folder, program) : program)
            .WithArguments(["-h", connection.Host!, "-p", connection.Port.ToString(CultureInfo.InvariantCulture), "-U", connection.Username!, "-d", connection.Database!, .. arguments])
            .WithEnvironmentVariables(new Dictionary<string, string?> { ["PGPASSWORD"] = connection.Password })
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Token);
        result.ExitCode.ShouldBe(0, result.StandardError);
    }
}
