using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>Schemas of the types that are one JSON value, as the client's JSON options write them.</summary>
internal static class ScalarSchemas
{
    // What the API server itself accepts as a quantity.
    private const string QuantityPattern = @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    private static readonly Dictionary<Type, Func<V1JSONSchemaProps>> Known = new()
    {
        [typeof(string)] = () => new() { Type = "string" },
        [typeof(char)] = () => new() { Type = "string", MinLength = 1, MaxLength = 1 },
        [typeof(bool)] = () => new() { Type = "boolean" },
        [typeof(sbyte)] = () => Integer("int32", sbyte.MinValue, sbyte.MaxValue),
        [typeof(byte)] = () => Integer("int32", byte.MinValue, byte.MaxValue),
        [typeof(short)] = () => Integer("int32", short.MinValue, short.MaxValue),
        [typeof(ushort)] = () => Integer("int32", ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = () => Integer("int32"),
        [typeof(uint)] = () => Integer("int64", uint.MinValue, uint.MaxValue),
        [typeof(long)] = () => Integer("int64"),
        [typeof(ulong)] = () => Integer("int64", 0),
        [typeof(float)] = () => new() { Type = "number", Format = "float" },
        [typeof(double)] = () => new() { Type = "number", Format = "double" },
        [typeof(decimal)] = () => new() { Type = "number" },
        [typeof(DateTime)] = () => new() { Type = "string", Format = "date-time" },
        [typeof(DateTimeOffset)] = () => new() { Type = "string", Format = "date-time" },
        [typeof(DateOnly)] = () => new() { Type = "string", Format = "date" },
        [typeof(TimeOnly)] = () => new() { Type = "string" },
        // Written as ISO 8601 (PT30S); the format "duration" means Go's notation (30s) and would refuse it.
        [typeof(TimeSpan)] = () => new() { Type = "string" },
        [typeof(Guid)] = () => new() { Type = "string", Format = "uuid" },
        [typeof(Uri)] = () => new() { Type = "string" },
        [typeof(byte[])] = () => new() { Type = "string", Format = "byte" },
        [typeof(IntOrString)] = () => new() { XKubernetesIntOrString = true },
        [typeof(ResourceQuantity)] = () => new() { XKubernetesIntOrString = true, Pattern = QuantityPattern },
        [typeof(object)] = () => new() { XKubernetesPreserveUnknownFields = true },
        [typeof(JsonElement)] = () => new() { XKubernetesPreserveUnknownFields = true },
        [typeof(JsonNode)] = () => new() { XKubernetesPreserveUnknownFields = true },
        [typeof(JsonObject)] = () => new() { Type = "object", XKubernetesPreserveUnknownFields = true },
    };

    public static V1JSONSchemaProps? TryCreate(Type type)
        => Known.TryGetValue(type, out var create) ? create() : type.IsEnum ? Enumeration(type) : null;

    private static V1JSONSchemaProps Integer(string format, double? minimum = null, double? maximum = null)
        => new() { Type = "integer", Format = format, Minimum = minimum, Maximum = maximum };

    private static V1JSONSchemaProps Enumeration(Type type) => new()
    {
        Type = "string",
        EnumProperty = [.. type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? f.Name)],
    };
}
