namespace StackOperator.Core.Stacks;

/// <summary>The state-changing update that runs on a stack now; there is at most one.</summary>
/// <param name="Id">Update id.</param>
/// <param name="Kind">update, refresh, destroy, import or resource-import.</param>
/// <param name="StartedAt">When it started, UTC.</param>
public sealed record RunningUpdate(Guid Id, string Kind, DateTime StartedAt)
{
    /// <summary>One phrase for messages: which update, since when. It does not change while the update runs.</summary>
    public string Describe() => $"{Kind} {Id} has been running since {StartedAt:yyyy-MM-ddTHH:mm:ssZ}";
}
