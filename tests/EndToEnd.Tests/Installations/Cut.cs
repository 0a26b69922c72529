namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>The moment at which a process is killed.</summary>
/// <param name="Proxy">Whose traffic is counted.</param>
/// <param name="Point">Before the write reaches the server, or after it did and before its answer.</param>
/// <param name="Write">Which write, from 1.</param>
internal sealed record Cut(CutProxy Proxy, CutPoint Point, int Write);
