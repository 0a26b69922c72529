using YamlDotNet.RepresentationModel;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>The two kubeconfig fields that the client's model lacks: a cluster's proxy-url and a user's tokenFile.</summary>
internal sealed record KubeconfigExtras(Uri? Proxy, string? TokenFile)
{
    public static KubeconfigExtras Read(string? path, string? cluster, string? user)
    {
        if (path is null || !File.Exists(path))
            return new(null, null);
        var yaml = new YamlStream();
        using (var reader = File.OpenText(path))
            yaml.Load(reader);
        if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is not YamlMappingNode root)
            return new(null, null);
        var proxy = Field(root, "clusters", "cluster", cluster, "proxy-url");
        return new(proxy is null ? null : new Uri(proxy), Field(root, "users", "user", user, "tokenFile"));
    }

    private static string? Field(YamlMappingNode root, string list, string part, string? name, string field)
    {
        if (name is null || Child(root, list) is not YamlSequenceNode entries)
            return null;
        var entry = entries.Children.OfType<YamlMappingNode>().FirstOrDefault(e => Text(e, "name") == name);
        return entry is not null && Child(entry, part) is YamlMappingNode body ? Text(body, field) : null;
    }

    private static YamlNode? Child(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string? Text(YamlMappingNode node, string key) => Child(node, key) is YamlScalarNode { Value.Length: > 0 } scalar ? scalar.Value : null;
}
