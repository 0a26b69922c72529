using Npgsql;
using StackOperator.Testing.Databases;

namespace StackOperator.Dev.Tests.Fixtures;

public sealed class TestDatabaseTests
{
    [Fact]
    public async Task A_database_has_the_current_schema_and_is_nobody_elses()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestDatabase.CreateAsync(ct: TestContext.Current.CancellationToken)));
        foreach (var database in databases)
        {
            await using var insert = database.DataSource.CreateCommand("insert into users (login) values ('ada')");
            (await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        }

        foreach (var database in databases)
            await database.DisposeAsync();
        await using var gone = new NpgsqlConnection(databases[0].ConnectionString);
        (await Should.ThrowAsync<PostgresException>(() => gone.OpenAsync(TestContext.Current.CancellationToken))).SqlState.ShouldBe(PostgresErrorCodes.InvalidCatalogName);
    }

    [Fact]
    public async Task An_unmigrated_database_is_empty()
    {
        await using var database = await TestDatabase.CreateAsync(migrate: false, TestContext.Current.CancellationToken);
        await using var count = database.DataSource.CreateCommand("select count(*) from pg_tables where schemaname = 'public'");
        (await count.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
    }
}
