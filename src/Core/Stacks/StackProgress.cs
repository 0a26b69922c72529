namespace StackOperator.Core.Stacks;

/// <summary>What updates made of a stack so far.</summary>
/// <param name="Version">Version of the latest state-changing update; 0 before the first.</param>
/// <param name="ResourceCount">Resources in the current state.</param>
/// <param name="Running">The update that runs now.</param>
/// <param name="Last">The latest update, running or ended.</param>
public sealed record StackProgress(long Version, long ResourceCount, RunningUpdate? Running, LatestUpdate? Last)
{
    /// <summary>Never updated.</summary>
    public static StackProgress None { get; } = new(0, 0, null, null);
}
