namespace StackOperator.Store.Workspaces;

/// <summary>One edge: the downstream workspace depends on the upstream one.</summary>
/// <param name="DownstreamId">Who depends.</param>
/// <param name="DownstreamName">Its name.</param>
/// <param name="UpstreamId">On whom.</param>
/// <param name="UpstreamName">Its name.</param>
/// <param name="Type">after, references or soft.</param>
/// <param name="AutoPromote">Whether an apply upstream plans downstream by itself.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
public sealed record DependencyRow(Guid DownstreamId, string DownstreamName, Guid UpstreamId, string UpstreamName, string Type, bool AutoPromote, DateTime CreatedAt);
