using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Health;

namespace StackOperator.Api.Resources;

/// <summary>Registers <see cref="WatchReadiness"/>.</summary>
internal static class WatchReadinessExtensions
{
    /// <summary>Lets the informer of a kind have a say in <c>/readyz</c>, as <c>watch-{kind}</c>.</summary>
    public static IServiceCollection AddWatchReadiness<TEntity>(this IServiceCollection services, string kind)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
        => services.AddSingleton<IHealthContributor>(provider =>
        {
            var informer = provider.GetRequiredService<IInformer<TEntity>>();
            return new WatchReadiness($"watch-{kind}", () => informer.HasSynced, provider.GetRequiredService<TimeProvider>());
        });
}
