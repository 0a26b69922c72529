using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>Registers the connection to the API server.</summary>
public static class KubernetesConnectionExtensions
{
    /// <summary>Adds <see cref="KubernetesConnection"/> and <see cref="IKubernetesClient"/>; call <c>AddKubernetesInformer</c> for caches.</summary>
    public static IServiceCollection AddKubernetesConnection(this IServiceCollection services, Action<KubernetesConnectionOptions> configure)
    {
        services.AddOptions<KubernetesConnectionOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => KubernetesConnection.Load(
            provider.GetRequiredService<IOptions<KubernetesConnectionOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IKubernetesClient, KubernetesClient>();
        return services;
    }
}
