using StackOperator.Store.EnvironmentStackQueries;

namespace StackOperator.Api.EnvironmentStacks.Graphs;

/// <summary>The promotion graph of a stack in columns: every promotion goes from a column to a later one.</summary>
/// <param name="Stack">Name of the stack.</param>
/// <param name="Nodes">Environments by column, then by their order in the stack.</param>
/// <param name="Edges">Promotions.</param>
internal sealed record PromotionLayout(string Stack, IReadOnlyList<GraphNode> Nodes, IReadOnlyList<EnvironmentEdge> Edges)
{
    /// <summary>Lays a graph out.</summary>
    public static PromotionLayout Of(EnvironmentStackDetails stack, IReadOnlyList<EnvironmentEdge> edges)
    {
        var layers = stack.Members.ToDictionary(static member => member.WorkspaceId, static _ => 0);
        var known = edges.Where(edge => layers.ContainsKey(edge.FromId) && layers.ContainsKey(edge.ToId)).ToList();
        // A graph without cycles settles within as many rounds as it has nodes; more are never made.
        for (var (round, moved) = (0, true); moved && round < layers.Count; round++)
        {
            moved = false;
            foreach (var edge in known)
            {
                if (layers[edge.ToId] <= layers[edge.FromId])
                {
                    layers[edge.ToId] = layers[edge.FromId] + 1;
                    moved = true;
                }
            }
        }

        var nodes = stack.Members.GroupBy(member => layers[member.WorkspaceId]).OrderBy(static column => column.Key).SelectMany(static column => column
            .OrderBy(static member => member.Order)
            .Select((member, row) => new GraphNode(member.WorkspaceId, member.WorkspaceName, member.Name, member.LatestRunStatus, column.Key, row)));
        return new PromotionLayout(stack.Record.Name, [.. nodes], known);
    }
}
