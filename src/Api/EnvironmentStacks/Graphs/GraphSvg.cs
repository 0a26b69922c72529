using System.Globalization;
using System.Text;
using System.Xml;

namespace StackOperator.Api.EnvironmentStacks.Graphs;

/// <summary>Draws a promotion graph: columns from left to right, promotions by hand dashed. Readable on light and dark ground.</summary>
internal static class GraphSvg
{
    private const int NodeWidth = 190;
    private const int NodeHeight = 52;
    private const int ColumnGap = 70;
    private const int RowGap = 24;
    private const int Margin = 16;
    private const int LongestText = 24;
    private const string Namespace = "http://www.w3.org/2000/svg";

    private const string Style = """
        text{font:13px system-ui,sans-serif;fill:#1f2328}.s{font-size:11px;fill:#59636e}rect{fill:#f6f8fa;stroke:#59636e}path{fill:none;stroke:#59636e;stroke-width:1.5}.m{stroke-dasharray:5 4}marker path{fill:#59636e;stroke:none}
        @media(prefers-color-scheme:dark){text{fill:#e6edf3}.s{fill:#9198a1}rect{fill:#161b22;stroke:#9198a1}path{stroke:#9198a1}marker path{fill:#9198a1}}
        """;

    /// <summary>The picture.</summary>
    public static byte[] Draw(PromotionLayout graph)
    {
        using var buffer = new MemoryStream();
        using (var svg = XmlWriter.Create(buffer, new XmlWriterSettings { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true }))
        {
            var (width, height) = (Right(graph) + Margin, Bottom(graph) + Margin);
            svg.WriteStartElement("svg", Namespace);
            Attributes(svg, ("viewBox", Text($"0 0 {width} {height}")), ("width", Text($"{width}")), ("height", Text($"{height}")), ("role", "img"));
            svg.WriteElementString("title", Namespace, $"Promotions of {graph.Stack}");
            svg.WriteElementString("style", Namespace, Style);
            DrawArrowHead(svg);
            var nodes = graph.Nodes.ToDictionary(static node => node.Id);
            foreach (var edge in graph.Edges)
            {
                DrawEdge(svg, nodes[edge.FromId], nodes[edge.ToId], edge.AutoPromote);
            }

            foreach (var node in graph.Nodes)
            {
                DrawNode(svg, node);
            }

            svg.WriteEndElement();
        }

        return buffer.ToArray();
    }

    private static void DrawArrowHead(XmlWriter svg)
    {
        svg.WriteStartElement("marker", Namespace);
        Attributes(svg, ("id", "a"), ("viewBox", "0 0 8 8"), ("refX", "8"), ("refY", "4"), ("markerWidth", "8"), ("markerHeight", "8"), ("orient", "auto"));
        svg.WriteStartElement("path", Namespace);
        Attributes(svg, ("d", "M0 0L8 4L0 8z"));
        svg.WriteEndElement();
        svg.WriteEndElement();
    }

    private static void DrawEdge(XmlWriter svg, GraphNode from, GraphNode to, bool automatic)
    {
        var (x1, y1, x2, y2) = (Left(from) + NodeWidth, Top(from) + NodeHeight / 2, Left(to), Top(to) + NodeHeight / 2);
        svg.WriteStartElement("path", Namespace);
        Attributes(svg, ("d", Text($"M{x1} {y1}C{x1 + ColumnGap / 2} {y1} {x2 - ColumnGap / 2} {y2} {x2} {y2}")), ("marker-end", "url(#a)"));
        if (!automatic)
        {
            Attributes(svg, ("class", "m"));
        }

        svg.WriteElementString("title", Namespace, $"{from.Environment} → {to.Environment}{(automatic ? string.Empty : " (by hand)")}");
        svg.WriteEndElement();
    }

    private static void DrawNode(XmlWriter svg, GraphNode node)
    {
        var (x, y) = (Left(node), Top(node));
        svg.WriteStartElement("g", Namespace);
        svg.WriteElementString("title", Namespace, node.Name);
        svg.WriteStartElement("rect", Namespace);
        Attributes(svg, ("x", Text($"{x}")), ("y", Text($"{y}")), ("width", Text($"{NodeWidth}")), ("height", Text($"{NodeHeight}")), ("rx", "6"));
        svg.WriteEndElement();
        DrawText(svg, x + 12, y + 22, node.Environment, null);
        DrawText(svg, x + 12, y + 40, node.Status is null ? node.Name : $"{node.Name}: {node.Status}", "s");
        svg.WriteEndElement();
    }

    private static void DrawText(XmlWriter svg, int x, int y, string text, string? style)
    {
        svg.WriteStartElement("text", Namespace);
        Attributes(svg, ("x", Text($"{x}")), ("y", Text($"{y}")));
        if (style is not null)
        {
            Attributes(svg, ("class", style));
        }

        svg.WriteString(text.Length > LongestText ? string.Concat(text.AsSpan(0, LongestText - 1), "…") : text);
        svg.WriteEndElement();
    }

    private static void Attributes(XmlWriter svg, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            svg.WriteAttributeString(name, value);
        }
    }

    private static int Left(GraphNode node) => Margin + node.Layer * (NodeWidth + ColumnGap);

    private static int Top(GraphNode node) => Margin + node.Row * (NodeHeight + RowGap);

    private static int Right(PromotionLayout graph) => graph.Nodes.Select(static node => Left(node) + NodeWidth).DefaultIfEmpty(Margin).Max();

    private static int Bottom(PromotionLayout graph) => graph.Nodes.Select(static node => Top(node) + NodeHeight).DefaultIfEmpty(Margin).Max();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
