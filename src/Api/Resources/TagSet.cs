using System.Text.Json;

namespace StackOperator.Api.Resources;

/// <summary>Tags as the database keeps them.</summary>
internal static class TagSet
{
    public static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Reads a JSON object of strings.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string json) =>
        JsonSerializer.Deserialize(json, ApiJsonContext.Default.DictionaryStringString) ?? Empty;
}
