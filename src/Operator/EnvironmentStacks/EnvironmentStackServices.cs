using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Caching;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.EnvironmentStacks;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>Registers everything that reconciles EnvironmentStacks.</summary>
internal static class EnvironmentStackServices
{
    public static IOperatorBuilder AddEnvironmentStacks(this IOperatorBuilder builder, IReadOnlyList<string> namespaces)
    {
        builder.Services
            .AddKubernetesInformer<EnvironmentStackResource>(
                static (_, informer) => informer.AddIndex(Waiters<EnvironmentStackResource>.Index, EnvironmentStackClaims.Wants),
                new InformerOptions { Namespaces = namespaces })
            .AddKubernetesInformer<V1Namespace>(
                configure: static (provider, informer) => informer.AddHandler(provider.GetRequiredService<NamespaceWatch<EnvironmentStackResource>>()))
            .AddSingleton<NamespaceWatch<EnvironmentStackResource>>()
            .AddSingleton<EnvironmentStackStore>()
            .AddSingleton<EnvironmentStackChanges>()
            .AddSingleton<EnvironmentStackMaterializer>()
            .AddSingleton<EnvironmentStackStatusWriter>()
            .AddSingleton<IStateChanges<EnvironmentStackResource>, EnvironmentStackStateChanges>()
            .AddHostedService<StateFollower<EnvironmentStackResource>>();
        return builder
            .AddController<EnvironmentStackController, EnvironmentStackResource>()
            .AddFinalizer<EnvironmentStackFinalizer, EnvironmentStackResource>(ApiGroup.EnvironmentStackFinalizer);
    }
}
