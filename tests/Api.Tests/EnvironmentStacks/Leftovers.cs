using Microsoft.Extensions.DependencyInjection;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;

namespace StackOperator.Api.Tests.EnvironmentStacks;

/// <summary>Looks for what a refused request left behind.</summary>
internal static class Leftovers
{
    /// <summary>The organization has exactly so many stacks and workspaces, and no claim and no other object.</summary>
    public static async Task ShouldHaveOnlyAsync(this SharedInstallation shared, string organization, int stacks = 0, int workspaces = 0)
    {
        var installation = shared.Installation;
        (await installation.CountAsync("select count(*) from environment_stacks where organization = $1", organization)).ShouldBe(stacks);
        (await installation.CountAsync("select count(*) from workspaces where organization = $1", organization)).ShouldBe(workspaces);
        (await installation.CountAsync("select count(*) from create_claims where organization = $1", organization)).ShouldBe(0);
        (await ObjectsAsync(shared, organization)).Count.ShouldBe(stacks);
    }

    /// <summary>The objects of an organization that are not going.</summary>
    public static async Task<IReadOnlyList<EnvironmentStackResource>> ObjectsAsync(SharedInstallation shared, string organization)
    {
        var client = shared.Api.Services.GetRequiredService<IKubernetesClient>();
        var all = await client.ListAsync<EnvironmentStackResource>(shared.Installation.Namespace);
        return [.. all.Where(entity => entity.Spec.Organization == organization && entity.Metadata.DeletionTimestamp is null)];
    }
}
