using Npgsql;
using StackOperator.Store.Database;
using StackOperator.Testing.Databases;

namespace StackOperator.Store.Tests.Database;

public sealed class TransactionTests
{
    private static readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checklist_11_deadlocked_transactions_repeat_until_all_are_done()
    {
        await using var database = await TestDatabase.CreateAsync(migrate: false, _ct);
        await database.DataSource.CreateCommand("create table counters (id int primary key, n int not null); insert into counters values (1, 0), (2, 0)").ExecuteNonQueryAsync(_ct);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => database.DataSource.InTransactionAsync(
            async (connection, token) =>
            {
                await connection.Command("set local deadlock_timeout = '20ms'").RunAsync(token);
                await connection.Command("update counters set n = n + 1 where id = $1", 1 + (i % 2)).RunAsync(token);
                await connection.Command("update counters set n = n + 1 where id = $1", 2 - (i % 2)).RunAsync(token);
            },
            cancellationToken: _ct)));
        (await database.DataSource.CreateCommand("select array_agg(n) from counters").ExecuteScalarAsync(_ct)).ShouldBe(new[] { 16, 16 });
    }

    [Fact]
    public async Task Checklist_11_the_unluckiest_of_many_is_repeated_until_it_is_done()
    {
        await using var database = await TestDatabase.CreateAsync(migrate: false, _ct);
        await database.DataSource.CreateCommand("create table t (id int)").ExecuteNonQueryAsync(_ct);
        var attempts = 0;
        await database.DataSource.InTransactionAsync(
            async (connection, token) =>
            {
                await connection.Command("insert into t values (1)").RunAsync(token);
                if (++attempts < 10)
                    await connection.Command("do $$ begin raise exception 'chosen' using errcode = 'deadlock_detected'; end $$").RunAsync(token);
            },
            cancellationToken: _ct);
        (attempts, await database.DataSource.CreateCommand("select count(*) from t").ExecuteScalarAsync(_ct)).ShouldBe((10, 1L));
    }

    [Fact]
    public async Task Work_that_throws_leaves_nothing_behind()
    {
        await using var database = await TestDatabase.CreateAsync(migrate: false, _ct);
        await database.DataSource.CreateCommand("create table t (id int)").ExecuteNonQueryAsync(_ct);
        await Should.ThrowAsync<InvalidOperationException>(() => database.DataSource.InTransactionAsync(
            static async (connection, token) =>
            {
                await connection.Command("insert into t values (1)").RunAsync(token);
                throw new InvalidOperationException("no");
            },
            cancellationToken: _ct));
        (await database.DataSource.CreateCommand("select count(*) from t").ExecuteScalarAsync(_ct)).ShouldBe(0L);
    }

    [Theory]
    [InlineData("40001", SqlFault.Contention)]
    [InlineData("40P01", SqlFault.Contention)]
    [InlineData("57P01", SqlFault.Unavailable)]
    [InlineData("57P02", SqlFault.Unavailable)]
    [InlineData("57P03", SqlFault.Unavailable)]
    [InlineData("53300", SqlFault.Unavailable)]
    [InlineData("08006", SqlFault.Unavailable)]
    [InlineData("25006", SqlFault.Unavailable)]
    [InlineData("23505", SqlFault.UniqueViolation)]
    [InlineData("23503", SqlFault.ForeignKeyViolation)]
    [InlineData("23514", SqlFault.InvalidRow)]
    [InlineData("42P01", SqlFault.Other)]
    public void Each_sqlstate_has_its_meaning(string sqlState, SqlFault fault)
    {
        var exception = new PostgresException("text", "ERROR", "ERROR", sqlState);
        SqlStateMapping.FaultOf(exception).ShouldBe(fault);
        SqlStateMapping.FaultOf(new NpgsqlException("outer", exception)).ShouldBe(fault);
        SqlStateMapping.IsTransient(exception).ShouldBe(fault is SqlFault.Contention or SqlFault.Unavailable);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=u;Database=d;Timeout=2");
        var fault = await Should.ThrowAsync<NpgsqlException>(() => nowhere.OpenConnectionAsync(_ct).AsTask());
        SqlStateMapping.FaultOf(fault).ShouldBe(SqlFault.Unavailable);
    }
}
