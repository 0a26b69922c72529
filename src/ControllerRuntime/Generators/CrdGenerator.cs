using System.Reflection;
using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>
/// Builds a CustomResourceDefinition from an annotated class. It runs at build time, from tools and tests, so it may
/// reflect. The output is deterministic: the same types give the same bytes through <see cref="ManifestYaml"/>.
/// </summary>
public static class CrdGenerator
{
    /// <summary>Builds the definition of a kind with one version.</summary>
    /// <param name="entity">A class with <see cref="KubernetesEntityAttribute"/>.</param>
    /// <exception cref="ArgumentException">The class lacks the attribute, or its schema cannot be expressed; the message says where.</exception>
    public static V1CustomResourceDefinition Build(Type entity) => Build([entity]);

    /// <summary>
    /// Builds the definition of a kind from one class per version. All versions are served; the stored one carries
    /// <see cref="StorageVersionAttribute"/>, or is the newest by the Kubernetes order of versions.
    /// </summary>
    /// <exception cref="ArgumentException">The classes do not describe one kind, or a schema cannot be expressed.</exception>
    public static V1CustomResourceDefinition Build(params IReadOnlyList<Type> versions)
    {
        if (versions.Count == 0)
        {
            throw new ArgumentException("At least one class is needed to describe a kind.", nameof(versions));
        }

        var stored = StoredVersion(versions);
        var kind = EntityNames.Of(stored);
        foreach (var version in versions)
        {
            var names = EntityNames.Of(version);
            if (names with { Version = kind.Version } != kind)
            {
                throw new ArgumentException($"{version.Name} and {stored.Name} differ in group, kind or plural: they cannot be versions of one kind.", nameof(versions));
            }
        }

        return new V1CustomResourceDefinition
        {
            ApiVersion = "apiextensions.k8s.io/v1",
            Kind = "CustomResourceDefinition",
            Metadata = new V1ObjectMeta { Name = $"{kind.Plural}.{kind.Group}" },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = kind.Group,
                Scope = (stored.GetCustomAttribute<EntityScopeAttribute>()?.Scope ?? EntityScope.Namespaced).ToString(),
                Names = new V1CustomResourceDefinitionNames
                {
                    Kind = kind.Kind,
                    ListKind = kind.Kind + "List",
                    Plural = kind.Plural,
                    Singular = kind.Kind.ToLowerInvariant(),
                    ShortNames = NullIfEmpty(stored.GetCustomAttribute<KubernetesEntityShortNamesAttribute>()?.ShortNames),
                    Categories = NullIfEmpty(stored.GetCustomAttribute<KubernetesEntityCategoriesAttribute>()?.Categories),
                },
                Versions = [.. versions.OrderByDescending(v => EntityNames.Of(v).Version, KubernetesVersionOrder.Instance).Select(v => Version(v, v == stored))],
            },
        };
    }

    /// <summary>The kinds of an assembly, one list of versions per kind, in the order of their names.</summary>
    public static IReadOnlyList<IReadOnlyList<Type>> Kinds(Assembly assembly)
        => [.. assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsClass: true }
                && t.IsAssignableTo(typeof(IKubernetesObject<V1ObjectMeta>))
                && t.IsDefined(typeof(KubernetesEntityAttribute), inherit: false)
                && !t.IsDefined(typeof(IgnoreAttribute), inherit: false))
            .GroupBy(t => EntityNames.Of(t) with { Version = string.Empty })
            .OrderBy(g => g.Key.Plural, StringComparer.Ordinal)
            .Select(g => (IReadOnlyList<Type>)[.. g.OrderBy(t => EntityNames.Of(t).Version, StringComparer.Ordinal)])];

    private static Type StoredVersion(IReadOnlyList<Type> versions)
    {
        var marked = versions.Where(v => v.IsDefined(typeof(StorageVersionAttribute), inherit: false)).ToList();
        return marked.Count switch
        {
            0 => versions.OrderByDescending(v => EntityNames.Of(v).Version, KubernetesVersionOrder.Instance).First(),
            1 => marked[0],
            _ => throw new ArgumentException($"{string.Join(" and ", marked.Select(m => m.Name))} both carry [StorageVersion]: one version is stored.", nameof(versions)),
        };
    }

    private static V1CustomResourceDefinitionVersion Version(Type entity, bool stored) => new()
    {
        Name = EntityNames.Of(entity).Version,
        Served = true,
        Storage = stored,
        Schema = new V1CustomResourceValidation { OpenAPIV3Schema = SchemaBuilder.Root(entity) },
        Subresources = entity.GetProperty("Status") is null
            ? null
            : new V1CustomResourceSubresources { Status = new Dictionary<string, object>(StringComparer.Ordinal) },
        AdditionalPrinterColumns = NullIfEmpty(entity.GetCustomAttributes<GenericAdditionalPrinterColumnAttribute>().Select(Column).ToList()),
    };

    private static V1CustomResourceColumnDefinition Column(GenericAdditionalPrinterColumnAttribute column) => new()
    {
        Name = column.Name,
        JsonPath = column.JsonPath,
        Type = column.Type,
        Description = column.Description,
        Format = column.Format,
        Priority = column.Priority == 0 ? null : column.Priority,
    };

    private static List<T>? NullIfEmpty<T>(IEnumerable<T>? values) => values?.ToList() is { Count: > 0 } list ? list : null;
}
