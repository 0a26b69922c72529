using YamlDotNet.RepresentationModel;

namespace StackOperator.LocalServices.ControlPlanes;

/// <summary>One object of a YAML file.</summary>
public sealed record ManifestDocument(string ApiVersion, string Kind, string Name, string? Namespace, string Yaml)
{
    /// <summary>The objects of a YAML text, in order; empty documents and kustomization files are left out.</summary>
    /// <exception cref="LocalServiceException">The text is no YAML, or an object lacks apiVersion, kind or metadata.name.</exception>
    public static IReadOnlyList<ManifestDocument> Parse(string text)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return [.. yaml.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>().Select(Parse).Where(d => d.Kind is not ("Kustomization" or "Component"))];
        }
        catch (Exception e) when (e is KeyNotFoundException or YamlDotNet.Core.YamlException)
        {
            throw new LocalServiceException($"A manifest cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The YAML as a replacement of the object with this resource version.</summary>
    public string YamlAt(string resourceVersion)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Yaml));
        ((YamlMappingNode)yaml.Documents[0].RootNode["metadata"]).Children["resourceVersion"] = new YamlScalarNode(resourceVersion) { Style = YamlDotNet.Core.ScalarStyle.SingleQuoted };
        return Write(yaml);
    }

    private static ManifestDocument Parse(YamlMappingNode root)
    {
        var kind = Text(root, "kind") ?? throw new LocalServiceException("A manifest has no kind.");
        var metadata = root.Children.TryGetValue("metadata", out var node) ? node as YamlMappingNode : null;
        return new ManifestDocument(
            Text(root, "apiVersion") ?? throw new LocalServiceException($"A manifest of kind {kind} has no apiVersion."),
            kind,
            Text(metadata, "name") ?? (kind is "Kustomization" or "Component" ? "" : throw new LocalServiceException($"A manifest of kind {kind} has no metadata.name.")),
            Text(metadata, "namespace"),
            Write(new YamlStream(new YamlDocument(root))));
    }

    private static string Write(YamlStream yaml)
    {
        var writer = new StringWriter();
        yaml.Save(writer, assignAnchors: false);
        return writer.ToString();
    }

    private static string? Text(YamlMappingNode? node, string key) =>
        node is not null && node.Children.TryGetValue(key, out var value) ? (value as YamlScalarNode)?.Value : null;
}
