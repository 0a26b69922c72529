using StackOperator.Core.EnvironmentStacks;

namespace StackOperator.Store.EnvironmentStacks;

/// <summary>The rows that matter for one object.</summary>
/// <param name="Own">The row that the object owns.</param>
/// <param name="Holder">The row that has the identity which the object wants, when it is not its own.</param>
public sealed record EnvironmentStackRows(EnvironmentStackRow? Own, EnvironmentStackRow? Holder);
