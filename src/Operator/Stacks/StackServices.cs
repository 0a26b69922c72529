using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Caching;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Reconciling;
using StackOperator.Operator.Stacks.Steps;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Registers everything that reconciles Stacks.</summary>
internal static class StackServices
{
    public static IOperatorBuilder AddStacks(this IOperatorBuilder builder, IReadOnlyList<string> namespaces)
    {
        builder.Services
            .AddKubernetesInformer<StackResource>(
                static (_, informer) => informer.AddIndex(Waiters<StackResource>.Index, StackClaims.Wants),
                new InformerOptions { Namespaces = namespaces })
            .AddKubernetesInformer<V1Namespace>(configure: static (provider, informer) => informer.AddHandler(provider.GetRequiredService<NamespaceWatch<StackResource>>()))
            .AddSingleton<NamespaceWatch<StackResource>>()
            .AddSingleton<StackRowStore>()
            .AddSingleton<StackOwnerQueries>()
            .AddSingleton<StackGatherer>()
            .AddSingleton<IStackStep, CheckOrganizationStep>()
            .AddSingleton<IStackStep, MaterializeStep>()
            .AddSingleton<StackStatusWriter>()
            .AddSingleton<IStateChanges<StackResource>, StackStateChanges>()
            .AddHostedService<StateFollower<StackResource>>();
        return builder
            .AddController<StackController, StackResource>()
            .AddFinalizer<StackFinalizer, StackResource>(ApiGroup.StackFinalizer);
    }
}
