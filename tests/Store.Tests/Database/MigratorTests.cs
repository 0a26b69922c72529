using System.Globalization;
using Npgsql;
using StackOperator.Store.Database;
using StackOperator.Testing.Databases;

namespace StackOperator.Store.Tests.Database;

public sealed class MigratorTests
{
    private static readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_processes_can_migrate_an_empty_database_at_once()
    {
        await using var database = await TestDatabase.CreateAsync(migrate: false, _ct);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Migrator.MigrateAsync(database.ConnectionString, _ct), _ct)));
        var journal = await ReadJournalAsync(database);
        journal.ShouldBe(Migrator.ScriptNames());
    }

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(ct: _ct);
        await Migrator.MigrateAsync(database.ConnectionString, _ct);
        (await ReadJournalAsync(database)).Count.ShouldBe(Migrator.ScriptNames().Count);
    }

    [Fact]
    public async Task An_older_build_leaves_a_newer_schema_alone()
    {
        await using var database = await TestDatabase.CreateAsync(ct: _ct);
        await database.DataSource.CreateCommand("insert into schemaversions (scriptname, applied) values ('9999_from_the_future.sql', now())").ExecuteNonQueryAsync(_ct);
        await Migrator.MigrateAsync(database.ConnectionString, _ct);
        (await ReadJournalAsync(database)).ShouldContain("9999_from_the_future.sql");
    }

    [Fact]
    public async Task A_failing_script_is_named_and_leaves_nothing_behind()
    {
        await using var database = await TestDatabase.CreateAsync(migrate: false, _ct);
        await database.DataSource.CreateCommand("create table users (unrelated text)").ExecuteNonQueryAsync(_ct);
        var fault = await Should.ThrowAsync<InvalidOperationException>(() => Migrator.MigrateAsync(database.ConnectionString, _ct));
        fault.Message.ShouldContain("0001_create_stacks.sql");
        (await database.DataSource.CreateCommand("select to_regclass('stacks')::text").ExecuteScalarAsync(_ct)).ShouldBe(DBNull.Value);
    }

    [Fact]
    public void Scripts_are_numbered_without_gaps_and_named_by_verb_and_object()
    {
        var names = Migrator.ScriptNames();
        names.ShouldNotBeEmpty();
        for (var i = 0; i < names.Count; i++)
        {
            names[i].ShouldMatch("^[0-9]{4}_[a-z]+_[a-z0-9_]+[.]sql$");
            int.Parse(names[i][..4], CultureInfo.InvariantCulture).ShouldBe(i + 1);
        }
    }

    [Fact]
    public async Task Migrating_does_not_take_named_parameters_away_from_the_process()
    {
        await using var database = await TestDatabase.CreateAsync(migrate: false, _ct);
        await Migrator.MigrateAsync(database.ConnectionString, _ct);
        await using var command = database.DataSource.CreateCommand("select @value");
        command.Parameters.Add(new NpgsqlParameter<int>("value", 7));
        (await command.ExecuteScalarAsync(_ct)).ShouldBe(7);
        AppContext.TryGetSwitch("Npgsql.EnableSqlRewriting", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Waiting_for_another_migrating_process_can_be_cancelled()
    {
        await using var database = await TestDatabase.CreateAsync(migrate: false, _ct);
        await using var other = await database.DataSource.OpenConnectionAsync(_ct);
        await other.Command("select pg_advisory_lock($1)", AdvisoryLocks.Migration).RunAsync(_ct);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(() => Migrator.MigrateAsync(database.ConnectionString, patience.Token));
    }

    private static async Task<List<string>> ReadJournalAsync(TestDatabase database)
    {
        var names = new List<string>();
        await using var reader = await database.DataSource.CreateCommand("select scriptname from schemaversions order by schemaversionsid").ExecuteReaderAsync(_ct);
        while (await reader.ReadAsync(_ct))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
