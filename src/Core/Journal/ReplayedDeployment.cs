namespace StackOperator.Core.Journal;

/// <summary>The state an update left behind.</summary>
/// <param name="UntypedDeployment">The state in its wrapper, ready to store and export.</param>
/// <param name="ResourceCount">Number of resources in it.</param>
/// <param name="IgnoredReferences">Ids of operations that entries referred to although they never produced a resource; worth a log line.</param>
public sealed record ReplayedDeployment(byte[] UntypedDeployment, int ResourceCount, IReadOnlyCollection<long> IgnoredReferences);
