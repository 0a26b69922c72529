using System.Text;

namespace StackOperator.Api.EnvironmentStacks.Graphs;

/// <summary>Writes a promotion graph in the language of Graphviz.</summary>
internal static class GraphDot
{
    /// <summary>The text.</summary>
    public static string Write(PromotionLayout graph)
    {
        var nodes = graph.Nodes.ToDictionary(static node => node.Id);
        var text = new StringBuilder($"digraph {Quote(graph.Stack)} {{\n  rankdir=LR;\n  node [shape=box, style=rounded];\n");
        foreach (var node in graph.Nodes)
        {
            text.Append($"  {Quote(node.Name)} [label={Quote(node.Status is null ? node.Environment : $"{node.Environment}\n{node.Status}")}];\n");
        }

        foreach (var edge in graph.Edges)
        {
            text.Append($"  {Quote(nodes[edge.FromId].Name)} -> {Quote(nodes[edge.ToId].Name)}{(edge.AutoPromote ? string.Empty : " [style=dashed]")};\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
