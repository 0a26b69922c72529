using StackOperator.Store.Database;
using StackOperator.Store.Leadership;
using StackOperator.Testing.Databases;

namespace StackOperator.Store.Tests.Leadership;

public sealed class OperatorFenceTests
{
    private static readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Raising_waits_for_a_write_that_passed_its_check_and_refuses_all_later_ones()
    {
        await using var database = await TestDatabase.CreateAsync(ct: _ct);
        var fence = new OperatorFence(database.DataSource);
        var former = await fence.RaiseAsync(_ct);
        var checkedToken = new TaskCompletionSource();
        var mayCommit = new TaskCompletionSource();
        var write = fence.InTransactionAsync(
            former,
            async (connection, token) =>
            {
                checkedToken.SetResult();
                await mayCommit.Task.WaitAsync(token);
                return await connection.Command("insert into organizations (name, namespace) values ('late', 'ns')").RunAsync(token);
            },
            _ct);
        await checkedToken.Task.WaitAsync(_ct);
        var raise = fence.RaiseAsync(_ct);
        (await Task.WhenAny(raise, Task.Delay(200, _ct))).ShouldNotBe(raise);
        mayCommit.SetResult();
        (await write).ShouldBe(1);
        (await raise).ShouldBe(former + 1);
        await Should.ThrowAsync<FencingTokenRejectedException>(() => fence.InTransactionAsync(former, static (_, _) => Task.FromResult(0), _ct));
    }

    [Fact]
    public async Task Every_raise_of_a_crowd_gets_a_token_of_its_own()
    {
        await using var database = await TestDatabase.CreateAsync(ct: _ct);
        var fence = new OperatorFence(database.DataSource);
        var tokens = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => fence.RaiseAsync(_ct)));
        tokens.Order().ShouldBe(Enumerable.Range(1, 32).Select(static n => (long)n));
    }
}
