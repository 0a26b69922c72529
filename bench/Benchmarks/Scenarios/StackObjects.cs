using k8s;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Core.Stacks;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.LocalServices.Installations;

namespace StackOperator.Benchmarks.Scenarios;

/// <summary>Stack objects written straight to the API server.</summary>
internal static class StackObjects
{
    /// <summary>A stack of a benchmark; its finalizer is on it from the start, as the facade does.</summary>
    public static StackResource Create(string project, int number)
    {
        var identity = new StackIdentity(BenchmarkEnvironment.Organization, project, $"stack-{number:D6}");
        return new StackResource
        {
            Metadata = new() { Name = StackHandle.For(identity), NamespaceProperty = InstallationSettings.HomeNamespace, Finalizers = [ApiGroup.StackFinalizer] },
            Spec = new StackSpec
            {
                Organization = identity.Organization,
                Project = identity.Project,
                Name = identity.Name,
                Tags = new Dictionary<string, string> { ["pulumi:project"] = project, ["pulumi:runtime"] = "nodejs" },
            },
        };
    }

    /// <summary>Creates a number of stacks; a raw measure of the API server when no operator runs.</summary>
    public static Task<LoadResult> CreateManyAsync(IKubernetes cluster, string project, int count, int workers, CancellationToken cancellationToken)
        => ClosedLoop.RunAsync(
            workers,
            count,
            async (i, ct) =>
            {
                await cluster.CustomObjects.CreateNamespacedCustomObjectAsync<StackResource>(
                    Create(project, i), ApiGroup.Name, "v1alpha1", InstallationSettings.HomeNamespace, "stacks", cancellationToken: ct);
                return true;
            },
            cancellationToken);

    /// <summary>Whether the operator has made the object Ready.</summary>
    public static bool IsReady(StackResource stack)
        => stack.Status.Conditions?.Any(condition => condition is { Type: StackConditions.Ready, Status: "True" }) == true
            && stack.Status.ObservedGeneration == stack.Metadata.Generation;

    /// <summary>Number of Ready objects of a project.</summary>
    public static async Task<int> CountReadyAsync(IKubernetes cluster, string project, CancellationToken cancellationToken)
    {
        var list = await cluster.CustomObjects.ListNamespacedCustomObjectAsync<ControllerRuntime.Abstractions.Entities.EntityList<StackResource>>(
            ApiGroup.Name, "v1alpha1", InstallationSettings.HomeNamespace, "stacks", resourceVersion: "0", cancellationToken: cancellationToken);
        return list.Items.Count(stack => stack.Spec.Project == project && IsReady(stack));
    }
}
