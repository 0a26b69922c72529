using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Core.Updates;
using StackOperator.Store.Updates;
using StackOperator.Testing.Databases;
using StackOperator.Testing.Stacks;

namespace StackOperator.Store.Tests.Updates;

/// <summary>The stores of updates over a database of their own, with one stack.</summary>
internal sealed class UpdateStores : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private UpdateStores(TestDatabase database, ServiceProvider services, Guid stackId, StackIdentity stack)
    {
        _database = database;
        _services = services;
        StackId = stackId;
        Stack = stack;
    }

    public Guid StackId { get; }

    public StackIdentity Stack { get; }

    public NpgsqlDataSource Database => _database.DataSource;

    public string ConnectionString => _database.ConnectionString;

    public UpdateStore Updates => Get<UpdateStore>();

    public UpdateStarter Starter => Get<UpdateStarter>();

    public JournalStore Journal => Get<JournalStore>();

    public SaveStore Saves => Get<SaveStore>();

    public StateReader States => Get<StateReader>();

    public StateImporter Importer => Get<StateImporter>();

    public EventStore Events => Get<EventStore>();

    public HistoryReader History => Get<HistoryReader>();

    public static async Task<UpdateStores> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync(ct: TestContext.Current.CancellationToken);
        var services = new ServiceCollection().AddLogging().AddSingleton(database.DataSource).AddUpdateStorage().BuildServiceProvider();
        var (id, stack) = await StackRows.InsertAsync(database.DataSource);
        return new UpdateStores(database, services, id, stack);
    }

    public async Task<UpdateAddress> CreateUpdateAsync(UpdateKind kind = UpdateKind.Update, bool dryRun = false)
    {
        var id = await Updates.CreateAsync(Stack, new NewUpdate(kind, dryRun, "ann", null, null, null), default);
        return new UpdateAddress(Stack, id.ShouldNotBeNull());
    }

    public async Task<(UpdateAddress Address, string Token)> StartAsync(UpdateKind kind = UpdateKind.Update, bool dryRun = false, long? journal = null)
    {
        var address = await CreateUpdateAsync(kind, dryRun);
        var started = await Starter.StartAsync(address, journal, "v3.260.0", default);
        started.Outcome.ShouldBe(StartOutcome.Started);
        return (address, started.Token);
    }

    public async Task<string> ExportAsync()
    {
        var exported = await States.ExportAsync(Stack, default);
        return System.Text.Encoding.UTF8.GetString(exported.Text!.Value.Unpack().Span);
    }

    /// <summary>Lets the lease of an update run out now.</summary>
    public Task ExpireAsync(UpdateAddress update) =>
        ExecuteAsync("update updates set lease_until = clock_timestamp() - interval '1 second' where id = $1", update.UpdateId);

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ReadAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}
