using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Caching;
using StackOperator.ControllerRuntime.Finalizers;
using StackOperator.ControllerRuntime.Health;

namespace StackOperator.ControllerRuntime.Reconciling;

/// <summary>The registrations behind <see cref="IOperatorBuilder"/>.</summary>
internal sealed class OperatorBuilder(IServiceCollection services, OperatorSettings settings) : IOperatorBuilder
{
    private readonly InformerOptions _informer = new() { Namespaces = [.. settings.Namespaces] };

    public IServiceCollection Services => services;

    public IOperatorBuilder AddController<TImplementation, TEntity>()
        where TImplementation : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        if (services.Any(s => s.ServiceType == typeof(IEntityController<TEntity>)))
        {
            throw new InvalidOperationException($"{typeof(TEntity).Name} has a controller already: one controller per kind.");
        }

        services.AddScoped<IEntityController<TEntity>, TImplementation>();
        AddQueue<TEntity>();
        services.TryAddSingleton<FinalizerSet<TEntity>>();
        services.TryAddSingleton<Reconciler<TEntity>>();
        services.TryAddSingleton<ControllerHost<TEntity>>();
        services.AddKubernetesInformer<TEntity>(
            (provider, informer) => informer.AddHandler(provider.GetRequiredService<ControllerQueue<TEntity>>()),
            _informer);
        services.AddSingleton<IHealthContributor>(provider => provider.GetRequiredService<ControllerHost<TEntity>>());
        services.AddHostedService(provider => provider.GetRequiredService<ControllerHost<TEntity>>());
        return this;
    }

    public IOperatorBuilder AddFinalizer<TImplementation, TEntity>(string identifier)
        where TImplementation : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        FinalizerIdentifier.Validate(identifier);
        services.TryAddScoped<TImplementation>();
        services.AddSingleton(new FinalizerRegistration<TEntity>(identifier, provider => provider.GetRequiredService<TImplementation>()));
        return this;
    }

    public IOperatorBuilder AddInformer<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        services.AddKubernetesInformer<TEntity>(configure: null, _informer);
        return this;
    }

    public IOperatorBuilder Watches<TOther, TEntity>(Func<IServiceProvider, TOther, IEnumerable<NamespacedName>> map)
        where TOther : class, IKubernetesObject<V1ObjectMeta>, new()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        AddQueue<TEntity>();
        services.AddKubernetesInformer<TOther>(
            (provider, informer) => informer.AddHandler(new WatchMapping<TOther>(other => map(provider, other), provider.GetRequiredService<ControllerQueue<TEntity>>().Enqueue)),
            _informer);
        return this;
    }

    private void AddQueue<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        services.TryAddSingleton<ControllerQueue<TEntity>>();
        services.TryAddSingleton<EntityQueue<TEntity>>(provider =>
        {
            var queue = provider.GetRequiredService<ControllerQueue<TEntity>>();
            return (key, queueIn) => queue.Queue.AddAfter(key, queueIn);
        });
    }
}
