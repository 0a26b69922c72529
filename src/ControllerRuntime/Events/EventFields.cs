using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Events;

namespace StackOperator.ControllerRuntime.Events;

/// <summary>Brings event fields into the bounds that the API server checks (pkg/apis/core/validation/events.go).</summary>
internal static class EventFields
{
    public const int LongestWord = 128;
    public const int LongestNote = 1024;
    private const int LongestNamePart = 200;
    private const string ClusterScopedNamespace = "default";
    private const string Ellipsis = "…";

    public static EventDraft Draft(IKubernetesObject<V1ObjectMeta> regarding, EventType type, string reason, string action, string note)
    {
        var metadata = regarding.Metadata;
        var kind = Attribute.GetCustomAttribute(regarding.GetType(), typeof(KubernetesEntityAttribute)) as KubernetesEntityAttribute;
        var clusterScoped = string.IsNullOrEmpty(metadata.NamespaceProperty);
        return new EventDraft(
            clusterScoped ? ClusterScopedNamespace : metadata.NamespaceProperty,
            clusterScoped,
            regarding.ApiVersion ?? (kind is null ? string.Empty : string.IsNullOrEmpty(kind.Group) ? kind.ApiVersion : $"{kind.Group}/{kind.ApiVersion}"),
            regarding.Kind ?? kind?.Kind ?? regarding.GetType().Name,
            metadata.Name ?? string.Empty,
            metadata.Uid ?? string.Empty,
            type.ToString(),
            Word(reason),
            Word(action),
            Cut(note ?? string.Empty, LongestNote));
    }

    /// <summary>A name for the event object: the regarded object's, cut, and a random part.</summary>
    public static string Name(string regarding, string unique)
        => $"{(regarding.Length > LongestNamePart ? regarding[..LongestNamePart].TrimEnd('-', '.') : regarding)}.{unique}";

    /// <summary>Cuts to a number of UTF-8 bytes, which is what the server counts, never inside a character.</summary>
    public static string Cut(string text, int bytes)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(text) <= bytes)
        {
            return text;
        }

        var left = bytes - System.Text.Encoding.UTF8.GetByteCount(Ellipsis);
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length] + Ellipsis;
    }

    private static string Word(string? text) => string.IsNullOrWhiteSpace(text) ? "Unspecified" : Cut(text, LongestWord);
}
