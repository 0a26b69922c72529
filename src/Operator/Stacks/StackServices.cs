using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Caching;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Stacks.Steps;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Registers everything that reconciles Stacks.</summary>
internal static class StackServices
{
    public static IOperatorBuilder AddStacks(this IOperatorBuilder builder)
    {
        builder.Services
            .AddKubernetesInformer<StackResource>(configure: static (_, informer) => informer.AddIndex(IdentityWaiters.Index, IdentityWaiters.KeysOf))
            .AddKubernetesInformer<V1Namespace>()
            .AddSingleton<StackRowStore>()
            .AddSingleton<StackOwnerQueries>()
            .AddSingleton<NamespaceOrganizations>()
            .AddSingleton<StackGatherer>()
            .AddSingleton<IStackStep, CheckOrganizationStep>()
            .AddSingleton<IStackStep, MaterializeStep>()
            .AddSingleton<StackStatusWriter>()
            .AddSingleton<IdentityWaiters>()
            .AddSingleton<DatabaseOutage>()
            .AddHostedService<StackStateFollower>();
        return builder
            .AddController<StackController, StackResource>()
            .AddFinalizer<StackFinalizer, StackResource>(ApiGroup.StackFinalizer)
            .Watches<V1Namespace, StackResource>(StacksIn);
    }

    // The annotation of a namespace decides about the objects in it.
    private static IReadOnlyList<NamespacedName> StacksIn(IServiceProvider provider, V1Namespace changed)
        => provider.GetRequiredService<IInformer<StackResource>>().Keys(changed.Metadata.Name);
}
