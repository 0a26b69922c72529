using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>Registers informers; needs <c>AddKubernetesConnection</c>.</summary>
public static class KubernetesInformerExtensions
{
    /// <summary>Shares one informer of a kind over all namespaces or one. Several calls for a kind must agree on what is watched; all of them configure it.</summary>
    /// <param name="services">The container under construction.</param>
    /// <param name="namespace">The only namespace to watch; null = all.</param>
    /// <param name="configure">Adds indexes and handlers before the informer starts.</param>
    public static IServiceCollection AddKubernetesInformer<TEntity>(
        this IServiceCollection services, string? @namespace = null, Action<IServiceProvider, IInformer<TEntity>>? configure = null)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new() =>
        services.AddKubernetesInformer(configure, new InformerOptions { Namespaces = @namespace is null ? [] : [@namespace] });

    /// <inheritdoc cref="AddKubernetesInformer{TEntity}(IServiceCollection, string?, Action{IServiceProvider, IInformer{TEntity}}?)"/>
    /// <param name="services">The container under construction.</param>
    /// <param name="configure">Adds indexes and handlers before the informer starts.</param>
    /// <param name="options">Namespaces and selectors.</param>
    public static IServiceCollection AddKubernetesInformer<TEntity>(
        this IServiceCollection services, Action<IServiceProvider, IInformer<TEntity>>? configure, InformerOptions options)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        services.AddSingleton(new InformerRegistration<TEntity>(options, configure));
        services.TryAddSingleton<WatchConnection>();
        services.TryAddSingleton(Create<TEntity>);
        services.TryAddSingleton<IInformer<TEntity>>(provider => provider.GetRequiredService<Informer<TEntity>>());
        services.AddHostedService<InformerService<TEntity>>();
        return services;
    }

    private static Informer<TEntity> Create<TEntity>(IServiceProvider provider)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        var registrations = provider.GetServices<InformerRegistration<TEntity>>().ToArray();
        var options = registrations[0].Options;
        if (Array.Exists(registrations, r => !Same(r.Options, options)))
            throw new InvalidOperationException($"The informer of {typeof(TEntity).Name} is registered with different namespaces or selectors; register it once.");
        var informer = new Informer<TEntity>(
            provider.GetRequiredService<WatchConnection>().Client,
            provider.GetRequiredService<KubernetesConnection>().Json,
            options,
            provider.GetService<ReflectorSettings>() ?? ReflectorSettings.Default,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Informer<TEntity>>>());
        foreach (var registration in registrations)
            registration.Configure?.Invoke(provider, informer);
        return informer;
    }

    private static bool Same(InformerOptions first, InformerOptions second) =>
        first.Namespaces.ToHashSet(StringComparer.Ordinal).SetEquals(second.Namespaces) && first with { Namespaces = [] } == second with { Namespaces = [] };
}
