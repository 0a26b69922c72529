namespace StackOperator.Store.EnvironmentStackQueries;

/// <summary>A promotion between two environments of a stack.</summary>
/// <param name="FromId">Workspace whose apply is promoted.</param>
/// <param name="ToId">Workspace that it is promoted to.</param>
/// <param name="Type">after, references or soft.</param>
/// <param name="AutoPromote">Whether it happens by itself.</param>
public readonly record struct EnvironmentEdge(Guid FromId, Guid ToId, string Type, bool AutoPromote);
