using Microsoft.Extensions.DependencyInjection.Extensions;
using StackOperator.Api.Resources;
using StackOperator.ControllerRuntime.Caching;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Store.Access;
using StackOperator.Store.Claims;
using StackOperator.Store.StackQueries;

namespace StackOperator.Api.Stacks;

/// <summary>Registers the Stack API.</summary>
internal static class StackServices
{
    public static IServiceCollection AddStacks(this IServiceCollection services)
    {
        services.AddSingleton<StackQueries>().AddSingleton<StackListQuery>().AddSingleton<StackHolds>().AddSingleton<IdentityClaims>().AddSingleton<OrganizationStore>();
        services.AddSingleton<ApiInstance>().AddHostedService(static provider => provider.GetRequiredService<ApiInstance>());
        services.AddSingleton(typeof(ObjectCalls<>)).AddSingleton(typeof(ObjectWaiter<>)).AddSingleton(typeof(ObjectWriter<>));
        services.AddSingleton<IVerdictReader<StackResource>, StackVerdicts>().AddSingleton<StackObjects>().AddSingleton<StackWriter>();
        services.TryAddSingleton<IWriteSteps, NoWriteSteps>();
        services.TryAddSingleton<IInitialState, NoInitialState>();
        services.AddKubernetesInformer<StackResource>(configure: static (provider, informer) => informer.AddHandler(provider.GetRequiredService<ObjectWaiter<StackResource>>()));
        services.AddWatchReadiness<StackResource>("stack");
        services.AddSingleton<OrganizationFounding>().AddHostedService<ClaimSweeper>();
        services.AddSingleton<GetStack>().AddSingleton<ListStacks>().AddSingleton<HeadProject>();
        services.AddSingleton<CreateStack>().AddSingleton<DeleteStack>().AddSingleton<RenameStack>().AddSingleton<PatchTags>();
        return services;
    }
}
