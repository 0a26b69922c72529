using System.Reflection;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>Puts what the attributes say onto a schema.</summary>
internal static class SchemaConstraints
{
    public static void ApplyType(Type type, V1JSONSchemaProps schema)
    {
        schema.Description ??= type.GetCustomAttribute<DescriptionAttribute>()?.Description;
        schema.XKubernetesPreserveUnknownFields ??= type.IsDefined(typeof(PreserveUnknownFieldsAttribute)) ? true : null;
        AddRules(schema, type.GetCustomAttributes<ValidationRuleAttribute>(inherit: true));
    }

    public static void ApplyProperty(PropertyInfo property, V1JSONSchemaProps schema)
    {
        schema.Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? schema.Description;
        schema.DefaultProperty = property.GetCustomAttribute<DefaultValueAttribute>()?.Value;
        ApplyBounds(property, schema);
        ApplyText(property, schema);
        ApplyMerge(property, schema);
        AddRules(schema, property.GetCustomAttributes<ValidationRuleAttribute>());
    }

    private static void ApplyBounds(PropertyInfo property, V1JSONSchemaProps schema)
    {
        if (property.GetCustomAttribute<LengthAttribute>() is { } length)
        {
            (schema.MinLength, schema.MaxLength) = (Bound(length.MinLength), Bound(length.MaxLength));
        }

        if (property.GetCustomAttribute<ItemsAttribute>() is { } items)
        {
            (schema.MinItems, schema.MaxItems) = (Bound(items.MinItems), Bound(items.MaxItems));
        }

        if (property.GetCustomAttribute<PropertyLimitsAttribute>() is { } limits)
        {
            (schema.MinProperties, schema.MaxProperties) = (Bound(limits.MinProperties), Bound(limits.MaxProperties));
        }

        if (property.GetCustomAttribute<RangeMinimumAttribute>() is { } minimum)
        {
            (schema.Minimum, schema.ExclusiveMinimum) = (minimum.Minimum, minimum.Exclusive ? true : null);
        }

        if (property.GetCustomAttribute<RangeMaximumAttribute>() is { } maximum)
        {
            (schema.Maximum, schema.ExclusiveMaximum) = (maximum.Maximum, maximum.Exclusive ? true : null);
        }
    }

    private static void ApplyText(PropertyInfo property, V1JSONSchemaProps schema)
    {
        // On a list or map of strings these speak of the strings, not of the container.
        var values = (schema.Items ?? schema.AdditionalProperties) as V1JSONSchemaProps;
        if (property.GetCustomAttribute<ValueLengthAttribute>() is { } valueLength)
        {
            var target = values ?? throw new NotSupportedException("[ValueLength] needs a list or a map of strings; use [Length] on a string.");
            (target.MinLength, target.MaxLength) = (Bound(valueLength.MinLength), Bound(valueLength.MaxLength));
        }

        var text = values ?? schema;
        text.Pattern = property.GetCustomAttribute<PatternAttribute>()?.RegexPattern ?? text.Pattern;
        text.Format = property.GetCustomAttribute<FormatAttribute>()?.Format ?? text.Format;
        if (property.GetCustomAttribute<EnumValuesAttribute>() is { } allowed)
        {
            text.EnumProperty = [.. allowed.Values];
        }
    }

    private static void ApplyMerge(PropertyInfo property, V1JSONSchemaProps schema)
    {
        schema.XKubernetesListType = property.GetCustomAttribute<XListTypeAttribute>()?.ListType switch
        {
            XListType.Atomic => "atomic",
            XListType.Set => "set",
            XListType.Map => "map",
            _ => IsConditions(schema) ? "map" : null,
        };
        schema.XKubernetesListMapKeys = property.GetCustomAttribute<XListMapKeysAttribute>()?.Keys.ToList()
            ?? (IsConditions(schema) ? ["type"] : null);
        schema.XKubernetesMapType = property.GetCustomAttribute<XMapTypeAttribute>()?.MapType switch
        {
            XMapType.Granular => "granular",
            XMapType.Atomic => "atomic",
            _ => null,
        };
    }

    // Conditions merge by type everywhere in Kubernetes, so a list of them does without attributes.
    private static bool IsConditions(V1JSONSchemaProps schema) => schema.Items is V1JSONSchemaProps item && ConditionSchema.Is(item);

    private static void AddRules(V1JSONSchemaProps schema, IEnumerable<ValidationRuleAttribute> rules)
    {
        var added = rules.Select(r => new V1ValidationRule
        {
            Rule = r.Rule,
            FieldPath = r.FieldPath,
            Message = r.Message,
            MessageExpression = r.MessageExpression,
            Reason = r.Reason,
            OptionalOldSelf = r.OptionalOldSelf ? true : null,
        }).ToList();
        if (added.Count > 0)
        {
            schema.XKubernetesValidations = [.. schema.XKubernetesValidations ?? [], .. added];
        }
    }

    private static long? Bound(int value) => value < 0 ? null : value;
}
