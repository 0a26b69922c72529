using System.Text.Json;
using System.Text.Json.Serialization;
using StackOperator.Core.EnvironmentStacks;

namespace StackOperator.Store.EnvironmentStacks;

/// <summary>The column <c>environment_stacks.template</c>.</summary>
internal static partial class TemplateJson
{
    public static string Write(EnvironmentStackTemplate template) => JsonSerializer.Serialize(template, TemplateContext.Default.EnvironmentStackTemplate);

    public static EnvironmentStackTemplate Read(string json)
        => JsonSerializer.Deserialize(json, TemplateContext.Default.EnvironmentStackTemplate) ?? throw new JsonException("the template of an environment stack is null");

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(EnvironmentStackTemplate))]
    private sealed partial class TemplateContext : JsonSerializerContext;
}
