using StackOperator.ControllerRuntime.Health;

namespace StackOperator.Api.Resources;

/// <summary>
/// Keeps traffic away from a new replica until a watch of its has begun: before that, writes would wait for news that it
/// cannot hear. Not for long: without a cluster reads, updates and states still work, and a replica that is kept out serves
/// nobody.
/// </summary>
internal sealed class WatchReadiness(string name, Func<bool> hasSynced, TimeProvider time) : IHealthContributor
{
    /// <summary>How long a replica waits for its watch before it serves without.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly long _started = time.GetTimestamp();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? CheckAlive() => null;

    /// <inheritdoc/>
    public string? CheckReady() => hasSynced() || time.GetElapsedTime(_started) >= Patience ? null : "the first list of the objects has not arrived";
}
