using k8s.Models;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Tests.Running;
using StackOperator.Testing;

namespace StackOperator.Operator.Tests.EnvironmentStacks;

/// <summary>Short words for what the tests do to EnvironmentStack objects.</summary>
internal static class EnvironmentObjects
{
    public const string Chain = "dev>staging staging>prod prod";

    /// <summary>An object of organization acme; <c>dev>staging,prod</c> promotes dev to both.</summary>
    public static EnvironmentStackResource Object(string ns, string name, string stack, string environments = Chain, Action<EnvironmentStackSpec>? change = null)
    {
        var entity = new EnvironmentStackResource
        {
            Metadata = new V1ObjectMeta { NamespaceProperty = ns, Name = name },
            Spec =
            {
                Organization = "acme",
                Name = stack,
                Project = "web",
                Environments = [.. environments.Split(' ').Select(static e => e.Split('>')).Select(static e => new EnvironmentSpec { Name = e[0], PromoteTo = e.Length == 1 ? null : e[1].Split(',') })],
            },
        };
        change?.Invoke(entity.Spec);
        return entity;
    }

    public static Task<EnvironmentStackResource> CreateEnvironmentsAsync(
        this OperatorWorld world, string name, string stack, string environments = Chain, Action<EnvironmentStackSpec>? change = null, string? ns = null)
        => world.Client.CreateAsync(Object(ns ?? world.Team, name, stack, environments, change), OperatorWorld.Ct);

    public static async Task<EnvironmentStackResource> CreateReadyEnvironmentsAsync(
        this OperatorWorld world, string name, string stack, string environments = Chain, Action<EnvironmentStackSpec>? change = null, string? ns = null)
    {
        await world.CreateEnvironmentsAsync(name, stack, environments, change, ns);
        return await world.UntilEnvironmentsReadyAsync(name, ns);
    }

    public static Task PatchEnvironmentsAsync(this OperatorWorld world, string name, string spec)
        => world.Client.PatchAsync<EnvironmentStackResource>(new V1Patch("{\"spec\":" + spec + "}", V1Patch.PatchType.MergePatch), name, world.Team, null, OperatorWorld.Ct);

    /// <summary>Whether a change of the specification is refused.</summary>
    public static async Task<bool> IsDeniedAsync(this OperatorWorld world, string spec, string name)
    {
        try
        {
            await world.PatchEnvironmentsAsync(name, spec);
            return false;
        }
        catch (k8s.Autorest.HttpOperationException)
        {
            return true;
        }
    }

    public static Task DeleteEnvironmentsAsync(this OperatorWorld world, string name, string? propagation = null)
        => world.Client.DeleteAsync<EnvironmentStackResource>(name, world.Team, new V1DeleteOptions { PropagationPolicy = propagation }, OperatorWorld.Ct);

    public static Task<EnvironmentStackResource> UntilEnvironmentsReadyAsync(this OperatorWorld world, string name, string? ns = null, TimeSpan? within = null)
        => world.UntilEnvironmentsAsync(name, "True", EnvironmentStackConditions.ReasonMaterialized, ns, within);

    /// <summary>Waits until Ready has a status and reason for the present generation.</summary>
    public static Task<EnvironmentStackResource> UntilEnvironmentsAsync(this OperatorWorld world, string name, string status, string reason, string? ns = null, TimeSpan? within = null)
        => world.UntilEnvironmentsAsync(
            name, stack => Condition(stack, EnvironmentStackConditions.Ready) is { } ready && ready.Status == status && ready.Reason == reason && ready.ObservedGeneration == stack.Metadata.Generation, ns, within);

    public static async Task<EnvironmentStackResource> UntilEnvironmentsAsync(
        this OperatorWorld world, string name, Func<EnvironmentStackResource, bool> isTrue, string? ns = null, TimeSpan? within = null)
        => (await Eventually.UntilAsync(
            ct => world.Client.GetAsync<EnvironmentStackResource>(name, ns ?? world.Team, ct), stack => stack is not null && isTrue(stack), within ?? TimeSpan.FromSeconds(60), ct: OperatorWorld.Ct))!;

    public static Task UntilEnvironmentsGoneAsync(this OperatorWorld world, string name, string? ns = null)
        => Eventually.UntilAsync(ct => world.Client.GetAsync<EnvironmentStackResource>(name, ns ?? world.Team, ct), static stack => stack is null, TimeSpan.FromSeconds(60), ct: OperatorWorld.Ct);

    public static V1Condition? Condition(EnvironmentStackResource stack, string type) => stack.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Stacks, linked workspaces, unlinked workspaces, edges.</summary>
    public static async Task<string> CountsAsync(this OperatorWorld world) => (await world.ReadAsync<string>(
        """
        select (select count(*) from environment_stacks) || ' ' || (select count(*) from workspaces where stack_id is not null) || ' '
            || (select count(*) from workspaces where stack_id is null) || ' ' || (select count(*) from workspace_dependencies)
        """))!;
}
