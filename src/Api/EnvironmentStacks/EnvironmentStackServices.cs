using StackOperator.Api.EnvironmentStacks.Graphs;
using StackOperator.Api.Idempotency;
using StackOperator.Api.Resources;
using StackOperator.ControllerRuntime.Caching;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Store.EnvironmentStackQueries;
using StackOperator.Store.Idempotency;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary>Registers environment stacks.</summary>
internal static class EnvironmentStackServices
{
    public static IServiceCollection AddEnvironmentStacks(this IServiceCollection services)
    {
        services.AddSingleton<EnvironmentStackQueries>().AddSingleton<EnvironmentStackChecks>();
        services.AddSingleton<IVerdictReader<EnvironmentStackResource>, EnvironmentStackVerdicts>().AddSingleton<EnvironmentStackObjects>().AddSingleton<EnvironmentStackOwners>();
        services.AddKubernetesInformer<EnvironmentStackResource>(configure: static (provider, informer) => informer.AddHandler(provider.GetRequiredService<ObjectWaiter<EnvironmentStackResource>>()));
        services.AddWatchReadiness<EnvironmentStackResource>("environmentstack");
        services.AddSingleton<IdempotencyStore>().AddSingleton<IdempotentRoute>().AddHostedService<IdempotencySweeper>();
        services.AddSingleton<CreateEnvironmentStack>().AddSingleton<PatchEnvironmentStack>().AddSingleton<DeleteEnvironmentStack>();
        services.AddSingleton<GetEnvironmentStack>().AddSingleton<ListEnvironmentStacks>().AddSingleton<GetEnvironmentStackGraph>();
        return services;
    }
}
