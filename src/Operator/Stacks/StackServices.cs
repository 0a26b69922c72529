using k8s.Models;
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
    public static IOperatorBuilder AddStacks(this IOperatorBuilder builder, IReadOnlyList<string> namespaces)
    {
        builder.Services
            .AddKubernetesInformer<StackResource>(
                static (_, informer) => informer.AddIndex(IdentityWaiters.Index, IdentityWaiters.KeysOf),
                new InformerOptions { Namespaces = namespaces })
            .AddKubernetesInformer<V1Namespace>(configure: static (provider, informer) => informer.AddHandler(provider.GetRequiredService<NamespaceWatch>()))
            .AddSingleton<NamespaceWatch>()
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
            .AddFinalizer<StackFinalizer, StackResource>(ApiGroup.StackFinalizer);
    }
}
