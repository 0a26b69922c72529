namespace StackOperator.Store.Workspaces;

/// <summary>What became of an edge that was to be written.</summary>
/// <param name="Edge">The edge; null when it was refused.</param>
/// <param name="Inserted">Whether it is new.</param>
/// <param name="UpstreamIsUnknown">The upstream workspace does not exist in the organization.</param>
/// <param name="Cycle">The names on the way around, the first again at the end; null unless the edge would close a cycle.</param>
public sealed record DependencyWrite(DependencyRow? Edge, bool Inserted = false, bool UpstreamIsUnknown = false, IReadOnlyList<string>? Cycle = null);
