using StackOperator.Dev.State;
using StackOperator.Dev.Tests.Fixtures;
using StackOperator.LocalServices.Processes;

namespace StackOperator.Dev.Tests.State;

public sealed class StateLockTests : IDisposable
{
    private readonly RunFolder _checkout = RunFolder.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LocalState State => new(new Repository(_checkout.FolderPath));

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Who_waits_for_a_purge_learns_that_everything_is_gone_and_makes_nothing_again()
    {
        var purging = await StateLock.TakeAsync(State, new Silent(), Token);
        var waiting = StateLock.TakeExistingAsync(State, new Silent(), Token);
        Directory.Delete(State.Folder, recursive: true);
        purging.Dispose();

        (await waiting).ShouldBeNull();
        (await StateLock.TakeExistingAsync(State, new Silent(), Token)).ShouldBeNull();
        Directory.Exists(State.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task One_at_a_time_has_it_and_the_next_one_follows()
    {
        var first = await StateLock.TakeAsync(State, new Silent(), Token);
        var second = TakeAsync();
        var third = StateLock.TakeExistingAsync(State, new Silent(), Token);
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();

        var ended = await Task.WhenAny(second, third);
        (ended == second ? third.IsCompleted : second.IsCompleted).ShouldBeFalse();
        (ended == second ? await second : await third)!.Dispose();
        (ended == second ? await third : await second)!.Dispose();
    }

    private async Task<IDisposable?> TakeAsync() => await StateLock.TakeAsync(State, new Silent(), Token);
}
