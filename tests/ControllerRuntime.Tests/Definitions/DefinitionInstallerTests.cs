using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.ControllerRuntime.Definitions;
using StackOperator.Testing.Clusters;

namespace StackOperator.ControllerRuntime.Tests.Definitions;

/// <summary>Requirement 81, on the genuine server.</summary>
public sealed class DefinitionInstallerTests
{
    private static readonly Version _version = new(1, 2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_definition_is_served_when_its_installation_returns_and_a_second_one_changes_nothing()
    {
        using var client = await ConnectAsync();
        var definition = Definition();
        (await new DefinitionInstaller(client, _version, TimeProvider.System).InstallAsync(definition, Ct)).ShouldBeTrue();
        await client.CustomObjects.ListClusterCustomObjectAsync(definition.Spec.Group, "v1", "things", cancellationToken: Ct);
        var first = await ReadAsync(client, definition);

        await new DefinitionInstaller(client, _version, TimeProvider.System).InstallAsync(definition, Ct);
        (await ReadAsync(client, definition)).Metadata.ResourceVersion.ShouldBe(first.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task An_update_replaces_the_schema_and_keeps_the_annotations_of_others()
    {
        using var client = await ConnectAsync();
        var definition = Definition();
        var installer = new DefinitionInstaller(client, _version, TimeProvider.System);
        await installer.InstallAsync(definition, Ct);
        await client.ApiextensionsV1.PatchCustomResourceDefinitionAsync(
            new V1Patch("""{"metadata":{"annotations":{"injector":"here"}}}""", V1Patch.PatchType.MergePatch), definition.Metadata.Name, cancellationToken: Ct);

        definition.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties["spec"].Properties["size"] = new V1JSONSchemaProps { Type = "integer" };
        await installer.InstallAsync(definition, Ct);
        var there = await ReadAsync(client, definition);
        there.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties["spec"].Properties.Keys.ShouldBe(["name", "size"], ignoreOrder: true);
        there.Metadata.Annotations["injector"].ShouldBe("here");
        there.Metadata.Annotations[DefinitionInstaller.WrittenByAnnotation].ShouldBe("1.2");
    }

    [Fact]
    public async Task What_a_later_version_wrote_is_left_alone()
    {
        using var client = await ConnectAsync();
        var definition = Definition();
        await new DefinitionInstaller(client, new Version(1, 10), TimeProvider.System).InstallAsync(definition, Ct);
        var later = await ReadAsync(client, definition);
        definition.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties["spec"].Properties.Remove("name");
        (await new DefinitionInstaller(client, _version, TimeProvider.System).InstallAsync(definition, Ct)).ShouldBeFalse();
        (await ReadAsync(client, definition)).Metadata.ResourceVersion.ShouldBe(later.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Eight_replicas_that_start_at_once_install_it_once()
    {
        using var client = await ConnectAsync();
        var definition = Definition();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new DefinitionInstaller(client, _version, TimeProvider.System).InstallAsync(definition, Ct)));
        (await ReadAsync(client, definition)).Metadata.Generation.ShouldBe(1);
    }

    [Fact]
    public async Task Names_that_another_definition_has_are_a_fault_that_says_so()
    {
        using var client = await ConnectAsync();
        var first = Definition();
        await new DefinitionInstaller(client, _version, TimeProvider.System).InstallAsync(first, Ct);
        var second = Definition(first.Spec.Group, "others");
        (await Should.ThrowAsync<InvalidOperationException>(() => new DefinitionInstaller(client, _version, TimeProvider.System).InstallAsync(second, Ct)))
            .Message.ShouldContain($"others.{first.Spec.Group} is not served, because another one has its names");
    }

    [Fact]
    public async Task An_identity_without_the_rights_is_told_which_it_lacks()
    {
        var cluster = await TestCluster.SharedAsync(Ct);
        var ns = await cluster.CreateNamespaceAsync("definitions", ct: Ct);
        using var client = KubernetesConnection.Load(await cluster.ServiceAccountKubeconfigAsync(ns, "nobody", Ct)).Create(ClientRole.Requests);
        (await Should.ThrowAsync<InvalidOperationException>(() => new DefinitionInstaller(client, _version, TimeProvider.System).InstallAsync(Definition(), Ct)))
            .Message.ShouldContain("allow this identity to create customresourcedefinitions");
    }

    private static async Task<Kubernetes> ConnectAsync() =>
        KubernetesConnection.Load((await TestCluster.SharedAsync(Ct)).Kubeconfig).Create(ClientRole.Requests);

    private static Task<V1CustomResourceDefinition> ReadAsync(Kubernetes client, V1CustomResourceDefinition definition) =>
        client.ApiextensionsV1.ReadCustomResourceDefinitionAsync(definition.Metadata.Name, cancellationToken: Ct);

    private static V1CustomResourceDefinition Definition(string? group = null, string plural = "things")
    {
        group ??= $"g{Guid.NewGuid():N}.test";
        var schema = new V1JSONSchemaProps
        {
            Type = "object",
            Properties = new Dictionary<string, V1JSONSchemaProps>
            {
                ["spec"] = new() { Type = "object", Properties = new Dictionary<string, V1JSONSchemaProps> { ["name"] = new() { Type = "string" } } },
            },
        };
        return new V1CustomResourceDefinition
        {
            Metadata = new V1ObjectMeta { Name = $"{plural}.{group}" },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = group,
                Scope = "Namespaced",
                Names = new V1CustomResourceDefinitionNames { Kind = "Thing", ListKind = "ThingList", Plural = plural, Singular = plural[..^1] },
                Versions = [new V1CustomResourceDefinitionVersion { Name = "v1", Served = true, Storage = true, Schema = new V1CustomResourceValidation { OpenAPIV3Schema = schema } }],
            },
        };
    }
}
