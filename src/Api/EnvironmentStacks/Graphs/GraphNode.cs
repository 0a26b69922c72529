namespace StackOperator.Api.EnvironmentStacks.Graphs;

/// <summary>One environment in a picture.</summary>
/// <param name="Id">Its workspace.</param>
/// <param name="Name">Name of the workspace.</param>
/// <param name="Environment">Name of the environment.</param>
/// <param name="Status">Status of its newest run; null when it never ran.</param>
/// <param name="Layer">Column, from 0: the longest way from an environment that nothing promotes to.</param>
/// <param name="Row">Place in the column, from 0.</param>
internal sealed record GraphNode(Guid Id, string Name, string Environment, string? Status, int Layer, int Row);
