using System.Reflection;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>The names of a kind, with the defaults: kind = class name, version v1, plural = lower-case kind + "s".</summary>
internal sealed record EntityNames(string Group, string Version, string Kind, string Plural)
{
    public static EntityNames Of(Type entity)
    {
        var attribute = entity.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new ArgumentException($"{entity.FullName} has no [KubernetesEntity]: add it with Group, ApiVersion, Kind and PluralName.", nameof(entity));
        var kind = string.IsNullOrEmpty(attribute.Kind) ? entity.Name : attribute.Kind;
        return new EntityNames(
            attribute.Group ?? string.Empty,
            string.IsNullOrEmpty(attribute.ApiVersion) ? "v1" : attribute.ApiVersion,
            kind,
            string.IsNullOrEmpty(attribute.PluralName) ? kind.ToLowerInvariant() + "s" : attribute.PluralName);
    }
}
