using k8s.Autorest;
using StackOperator.ControllerRuntime.Client;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Tests.Running;
using StackOperator.Testing.Clusters;

namespace StackOperator.Operator.Tests.EnvironmentStacks;

/// <summary>What the schema's rules refuse on servers that know CEL, with no process of ours running.</summary>
public sealed class ImmutabilitySchemaTests
{
    [Theory]
    [InlineData("environments", """{"environments":[{"name":"dev"},{"name":"staging"}]}""")]
    [InlineData("environments", """{"environments":[{"name":"staging"},{"name":"dev"},{"name":"prod"}]}""")]
    [InlineData("environments", """{"environments":[{"name":"dev","promoteTo":["staging"]},{"name":"staging","promoteTo":["prod"]},{"name":"prod","varFiles":["x"]}]}""")]
    [InlineData("environments", """{"environments":[{"name":"dev"},{"name":"staging"},{"name":"prod"},{"name":"more"}]}""")]
    [InlineData("organization", """{"organization":"other"}""")]
    [InlineData("sourceBranch", """{"sourceBranch":"other"}""")]
    [InlineData("sourceRepoUrl", """{"sourceRepoUrl":"https://example.org/other"}""")]
    [InlineData("sourceRepoUrl", """{"sourceRepoUrl":null,"sourceBranch":null}""")]
    [InlineData("sourceRoot", """{"sourceRoot":"/added"}""")]
    [InlineData("executionTarget", """{"executionTarget":"agent"}""")]
    [InlineData("stateBackendConfigId", """{"stateBackendConfigId":"11111111-2222-3333-4444-555555555555"}""")]
    [InlineData("credentialConfigId", """{"credentialConfigId":"11111111-2222-3333-4444-555555555555"}""")]
    [InlineData("vcsIntegrationId", """{"vcsIntegrationId":"11111111-2222-3333-4444-555555555555"}""")]
    public async Task Item_118_Changing_what_never_changes_is_refused_by_the_api_server_alone(string field, string patch)
    {
        await using var world = await NewestAsync();
        await world.CreateEnvironmentsAsync("a", "myapp", change: static spec => (spec.SourceRepoUrl, spec.SourceBranch) = ("https://example.org/x", "main"));
        var refusal = await Should.ThrowAsync<HttpOperationException>(() => world.PatchEnvironmentsAsync("a", patch));
        refusal.IsInvalid().ShouldBeTrue();
        refusal.Status()!.Message.ShouldContain("never change");
        refusal.Status()!.Message.ShouldContain(field);
    }

    [Fact]
    public async Task Names_and_projects_may_change()
    {
        await using var world = await NewestAsync();
        await world.CreateEnvironmentsAsync("a", "myapp");
        await world.PatchEnvironmentsAsync("a", """{"name":"renamed","project":"shop","suspend":true}""");
        await world.PatchEnvironmentsAsync("a", """{"project":null,"projectId":"11111111-2222-3333-4444-555555555555"}""");
        (await Should.ThrowAsync<HttpOperationException>(() => world.PatchEnvironmentsAsync("a", """{"project":"shop"}"""))).IsInvalid().ShouldBeTrue();
    }

    [Fact]
    public async Task The_largest_object_can_be_written_and_updated()
    {
        await using var world = await NewestAsync();
        var names = Enumerable.Range(0, 100).Select(static i => $"e{i:00}{new string('x', 40)}").ToList();
        await world.CreateEnvironmentsAsync("a", "myapp", "dev", spec => spec.Environments =
            [.. names.Select((name, i) => new EnvironmentSpec { Name = name, PromoteTo = [.. names.Skip(i + 1)], VarFiles = [.. Enumerable.Range(0, 20).Select(static n => $"{new string('v', 200)}{n}")] })]);
        await world.PatchEnvironmentsAsync("a", """{"name":"renamed"}""");
        (await Should.ThrowAsync<HttpOperationException>(() => world.PatchEnvironmentsAsync("a", """{"environments":[{"name":"dev"}]}"""))).IsInvalid().ShouldBeTrue();
    }

    private static async Task<OperatorWorld> NewestAsync()
    {
        var cluster = await TestCluster.SharedNewestAsync(OperatorWorld.Ct);
        Assert.SkipWhen(cluster is null, "no API server with CEL on this machine");
        return await OperatorWorld.CreateAsync(cluster);
    }
}
