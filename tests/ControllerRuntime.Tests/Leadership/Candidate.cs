using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Leadership;

namespace StackOperator.ControllerRuntime.Tests.Leadership;

/// <summary>One replica: an elector, its door to the lease, and whether it asked the process to end.</summary>
internal sealed class Candidate : IProcessExit, IAsyncDisposable
{
    public Candidate(FakeLeaseStore store, TimeProvider clock, string name = "a", bool exitOnLoss = false)
        : this(store.OpenDoor(name), new OperatorSettings { ExitOnLeadershipLoss = exitOnLoss }, clock)
    {
    }

    public Candidate(ILeaseStore door, OperatorSettings settings, TimeProvider clock)
    {
        Door = door as FakeLeaseStore.Door;
        Elector = new LeaderElector(door, Options.Create(settings), this, clock, NullLogger<LeaderElector>.Instance);
    }

    public FakeLeaseStore.Door? Door { get; }

    public LeaderElector Elector { get; }

    public int Stops { get; private set; }

    public int Kills { get; private set; }

    public Task StartAsync() => Elector.StartAsync(CancellationToken.None);

    public void Stop() => Stops++;

    public void Kill(string reason) => Kills++;

    public async ValueTask DisposeAsync()
    {
        await Elector.StopAsync(new CancellationToken(canceled: true));
        Elector.Dispose();
    }
}
