using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>
/// Turns CLR types into structural OpenAPI schemas. A property that may be null is simply not required: the API server
/// drops nulls of properties that are not nullable, and <c>nullable: false</c> is never written. Null is a value only
/// inside lists and maps, and only there <c>nullable: true</c> appears.
/// </summary>
internal static class SchemaBuilder
{
    /// <summary>The schema of a whole resource.</summary>
    public static V1JSONSchemaProps Root(Type entity)
    {
        var root = Object(entity, []);
        root.Properties["apiVersion"] = new V1JSONSchemaProps { Type = "string" };
        root.Properties["kind"] = new V1JSONSchemaProps { Type = "string" };
        root.Properties["metadata"] = new V1JSONSchemaProps { Type = "object" };
        root.Description = entity.GetCustomAttribute<DescriptionAttribute>()?.Description;

        // A spec with a required member is itself required: an object without it would never be validated.
        if (root.Properties.TryGetValue("spec", out var spec) && spec.Required is { Count: > 0 } && root.Required?.Contains("spec") != true)
        {
            root.Required = [.. (root.Required ?? []).Append("spec").Order(StringComparer.Ordinal)];
        }

        return root;
    }

    private static V1JSONSchemaProps Object(Type type, Stack<Type> path)
    {
        if (path.Contains(type))
        {
            throw new ArgumentException($"{type.FullName} contains itself ({string.Join(" > ", path.Reverse().Select(p => p.Name))}): a structural schema cannot; mark the property [PreserveUnknownFields].", nameof(type));
        }

        path.Push(type);
        var schema = new V1JSONSchemaProps { Type = "object", Properties = new SortedDictionary<string, V1JSONSchemaProps>(StringComparer.Ordinal) };
        var required = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsSerialized))
        {
            var name = JsonName(property);
            schema.Properties[name] = Property(property, path);
            if (property.IsDefined(typeof(RequiredAttribute)))
            {
                required.Add(name);
            }
        }

        schema.Required = required.Count == 0 ? null : [.. required];
        SchemaConstraints.ApplyType(type, schema);
        path.Pop();
        return schema;
    }

    private static bool IsSerialized(PropertyInfo property)
        => property.GetIndexParameters().Length == 0
            && !property.IsDefined(typeof(IgnoreAttribute))
            && property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always };

    private static string JsonName(PropertyInfo property)
        => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static V1JSONSchemaProps Property(PropertyInfo property, Stack<Type> path)
    {
        try
        {
            var schema = property.IsDefined(typeof(PreserveUnknownFieldsAttribute))
                ? Opaque(property.PropertyType)
                : Of(property.PropertyType, new NullabilityInfoContext().Create(property), path);
            if (property.IsDefined(typeof(EmbeddedResourceAttribute)))
            {
                schema.Type = "object";
                schema.XKubernetesEmbeddedResource = true;
                schema.XKubernetesPreserveUnknownFields = true;
            }

            SchemaConstraints.ApplyProperty(property, schema);
            return schema;
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException($"{property.DeclaringType?.Name}.{property.Name}: {e.Message}", nameof(property), e);
        }
    }

    private static V1JSONSchemaProps Of(Type declared, NullabilityInfo nullability, Stack<Type> path)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (ScalarSchemas.TryCreate(type) is { } scalar)
        {
            return scalar;
        }

        if (type == typeof(V1Condition))
        {
            return ConditionSchema.Create();
        }

        if (type.IsAssignableTo(typeof(IKubernetesObject)))
        {
            return new V1JSONSchemaProps { Type = "object", XKubernetesEmbeddedResource = true, XKubernetesPreserveUnknownFields = true };
        }

        if (MapValue(type) is { } value)
        {
            return new V1JSONSchemaProps { Type = "object", AdditionalProperties = Element(value, nullability, 1, path) };
        }

        if (type.IsAssignableTo(typeof(IDictionary)))
        {
            return new V1JSONSchemaProps { Type = "object", XKubernetesPreserveUnknownFields = true };
        }

        if (ListItem(type) is { } item)
        {
            return new V1JSONSchemaProps { Type = "array", Items = Element(item, nullability, 0, path) };
        }

        return type is { IsClass: true } or { IsValueType: true, IsPrimitive: false, IsEnum: false }
            ? Object(type, path)
            : throw new NotSupportedException($"{type} has no schema: use a class, a list, a map with string keys or a scalar.");
    }

    private static V1JSONSchemaProps Element(Type element, NullabilityInfo container, int argument, Stack<Type> path)
    {
        var nullability = container.ElementType
            ?? (container.GenericTypeArguments.Length > argument ? container.GenericTypeArguments[argument] : container);
        var schema = Of(element, nullability, path);
        if (Nullable.GetUnderlyingType(element) is not null || (!element.IsValueType && nullability != container && nullability.ReadState == NullabilityState.Nullable))
        {
            schema.Nullable = true;
        }

        return schema;
    }

    private static Type? MapValue(Type type)
    {
        var map = Generic(type, typeof(IDictionary<,>)) ?? Generic(type, typeof(IReadOnlyDictionary<,>));
        if (map is null)
        {
            return null;
        }

        return map.GenericTypeArguments[0] == typeof(string)
            ? map.GenericTypeArguments[1]
            : throw new NotSupportedException($"a map needs string keys, not {map.GenericTypeArguments[0].Name}.");
    }

    private static Type? ListItem(Type type) => Generic(type, typeof(IEnumerable<>))?.GenericTypeArguments[0];

    private static Type? Generic(Type type, Type definition)
        => type.IsGenericType && type.GetGenericTypeDefinition() == definition
            ? type
            : type.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == definition);

    private static V1JSONSchemaProps Opaque(Type type) => new()
    {
        // An opaque scalar or JSON value has no type; anything else is at least an object.
        Type = type == typeof(object) || type == typeof(JsonElement) || type == typeof(System.Text.Json.Nodes.JsonNode) ? null : "object",
        XKubernetesPreserveUnknownFields = true,
    };
}
