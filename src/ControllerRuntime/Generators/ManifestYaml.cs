using System.Text;
using System.Text.Json.Nodes;
using k8s;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>
/// Writes manifests as YAML that is the same bytes on every machine: apiVersion, kind and metadata first, then members
/// sorted by name, LF line ends, UTF-8 without byte order mark, nulls left out.
/// </summary>
public static class ManifestYaml
{
    /// <summary>Writes one document per object, separated by <c>---</c>.</summary>
    /// <param name="manifests">Kubernetes models or <see cref="JsonNode"/> objects.</param>
    public static string Write(params object[] manifests)
    {
        var text = new StringBuilder();
        foreach (var manifest in manifests)
        {
            if (text.Length > 0)
            {
                text.Append("---\n");
            }

            var node = manifest as JsonNode ?? JsonNode.Parse(KubernetesJson.Serialize(manifest));
            YamlWriter.Write(text, node ?? throw new ArgumentException("A manifest is a JSON object, not null.", nameof(manifests)));
        }

        return text.ToString();
    }
}
