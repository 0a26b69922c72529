using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.ControllerRuntime.Generators;
using StackOperator.ControllerRuntime.Tests.Gadgets;
using StackOperator.Crds;
using StackOperator.Testing;
using StackOperator.Testing.Clusters;

namespace StackOperator.ControllerRuntime.Tests.Generators;

/// <summary>Requirements 78 and 79, and that the files in config/crd are what the types say.</summary>
public sealed class CrdGeneratorTests
{
    private static readonly JsonNode Spec = Schema(typeof(Sample))["properties"]!["spec"]!["properties"]!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. CrdGenerator.Kinds(typeof(ApiGroup).Assembly).Select(k => CrdGenerator.Build(k).Metadata.Name)];

    [Theory]
    [InlineData("TLSMode", """{"type":"string"}""")] // 79: the name as it is
    [InlineData("timeout", """{"type":"string"}""")] // 79: TimeSpan
    [InlineData("port", """{"x-kubernetes-int-or-string":true}""")]
    [InlineData("name", """{"maxLength":63,"minLength":1,"pattern":"^[a-z]+$","type":"string"}""")]
    [InlineData("tags", """{"additionalProperties":{"maxLength":256,"type":"string"},"maxProperties":8,"type":"object"}""")]
    [InlineData("targets", """{"items":{"maxLength":63,"minLength":1,"pattern":"^[a-z]+$","type":"string"},"maxItems":16,"type":"array","x-kubernetes-list-type":"set"}""")]
    [InlineData("holes", """{"items":{"format":"int32","nullable":true,"type":"integer"},"type":"array"}""")]
    [InlineData("share", """{"exclusiveMinimum":true,"format":"double","maximum":100,"minimum":0,"type":"number"}""")]
    [InlineData("count", """{"format":"int64","maximum":4294967295,"minimum":0,"type":"integer"}""")]
    [InlineData("level", """{"format":"int32","maximum":255,"minimum":0,"type":"integer"}""")]
    [InlineData("day", """{"format":"date","type":"string"}""")]
    [InlineData("at", """{"format":"date-time","type":"string"}""")]
    [InlineData("id", """{"format":"uuid","type":"string"}""")]
    [InlineData("color", """{"default":"Red","enum":["Red","sky-blue"],"type":"string"}""")]
    [InlineData("anything", """{"x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("tree", """{"type":"object","x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("template", """{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("fixed", """{"type":"string","x-kubernetes-validations":[{"message":"it never changes","rule":"self == oldSelf"}]}""")]
    public void Each_type_and_attribute_has_its_schema(string property, string expected)
        => JsonNode.DeepEquals(Spec[property], JsonNode.Parse(expected)).ShouldBeTrue($"{property} is {Spec[property]?.ToJsonString()}");

    [Fact]
    public void Ignored_properties_are_left_out_and_only_marked_ones_are_required()
    {
        Spec["hidden"].ShouldBeNull();
        Spec["skipped"].ShouldBeNull();
        var root = Schema(typeof(Sample));
        root["properties"]!["spec"]!["required"]!.AsArray().Select(n => n!.GetValue<string>()).ShouldBe(["name"]);
        root["required"]!.AsArray().Select(n => n!.GetValue<string>()).ShouldBe(["spec"]);
    }

    [Fact]
    public void Conditions_merge_by_type_and_carry_the_upstream_schema()
    {
        var conditions = Schema(typeof(Sample))["properties"]!["status"]!["properties"]!["conditions"]!;
        conditions["x-kubernetes-list-type"]!.GetValue<string>().ShouldBe("map");
        conditions["x-kubernetes-list-map-keys"]![0]!.GetValue<string>().ShouldBe("type");
        conditions["items"]!["required"]!.AsArray().Select(n => n!.GetValue<string>()).ShouldBe(["lastTransitionTime", "message", "reason", "status", "type"]);
    }

    [Fact]
    public void A_type_that_contains_itself_is_refused_with_the_way_out()
        => Should.Throw<ArgumentException>(() => CrdGenerator.Build(typeof(Loop))).Message.ShouldContain("[PreserveUnknownFields]");

    [Fact]
    public void Output_is_the_same_bytes_every_time_and_never_says_nullable_false() // 78
    {
        var first = ManifestYaml.Write(CrdGenerator.Build(typeof(Sample)));
        ManifestYaml.Write(CrdGenerator.Build(typeof(Sample))).ShouldBe(first);
        first.ShouldNotContain("nullable: false");
        first.ShouldNotContain("\r");
        first.ShouldStartWith("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: samples.generator.test\n");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_file_in_config_crd_is_what_the_types_say(string name) // 78
    {
        var definition = CrdGenerator.Kinds(typeof(ApiGroup).Assembly).Select(k => CrdGenerator.Build(k)).Single(d => d.Metadata.Name == name);
        var file = Path.Combine(RepositoryRoot.Folder, "config", "crd", $"{definition.Spec.Group}_{definition.Spec.Names.Plural}.yaml");
        (await File.ReadAllTextAsync(file, Ct)).ShouldBe(ManifestYaml.Write(definition), $"run ./dev gen: {file} is out of date");
    }

    [Fact]
    public async Task The_genuine_1_20_server_takes_every_definition() // 78
        => await DryRunAsync(await TestCluster.SharedAsync(Ct));

    [Fact]
    public async Task The_newest_server_takes_every_definition() // 78
    {
        if (await TestCluster.SharedNewestAsync(Ct) is not { } newest)
        {
            Assert.Skip("The newest API machinery is not on this machine.");
            return;
        }

        await DryRunAsync(newest);
    }

    [Fact]
    public async Task A_server_without_rules_stores_a_definition_with_rules_and_serves_it()
    {
        var cluster = await TestCluster.SharedAsync(Ct);
        await GadgetWorld.InstallAsync(cluster);
        var start = Stopwatch.GetTimestamp();
        await cluster.ApplyAsync(ManifestYaml.Write(CrdGenerator.Build(typeof(Sample))), Ct);
        using var client = KubernetesConnection.Load(cluster.Kubeconfig).Create(ClientRole.Requests);
        await Eventually.UntilAsync(
            async ct => (await client.ApiextensionsV1.ReadCustomResourceDefinitionAsync("samples.generator.test", cancellationToken: ct)).Status?.Conditions,
            conditions => conditions?.Any(c => c.Type == "Established" && c.Status == "True") == true,
            because: $"established {Stopwatch.GetElapsedTime(start)} after applying",
            ct: Ct);
    }

    private static async Task DryRunAsync(TestCluster cluster)
    {
        using var client = KubernetesConnection.Load(cluster.Kubeconfig).Create(ClientRole.Requests);
        foreach (var kind in CrdGenerator.Kinds(typeof(ApiGroup).Assembly).Append([typeof(Sample)]))
        {
            var definition = CrdGenerator.Build(kind);

            // A name of its own, since the shared cluster holds the real one.
            definition.Spec.Group = $"dry-run.{definition.Spec.Group}";
            definition.Metadata.Name = $"{definition.Spec.Names.Plural}.{definition.Spec.Group}";
            var created = await client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(definition, dryRun: "All", cancellationToken: Ct);
            created.Metadata.Name.ShouldBe(definition.Metadata.Name);
        }
    }

    private static JsonNode Schema(Type entity) => JsonNode.Parse(KubernetesJson.Serialize(CrdGenerator.Build(entity).Spec.Versions[0].Schema.OpenAPIV3Schema))!;
}
