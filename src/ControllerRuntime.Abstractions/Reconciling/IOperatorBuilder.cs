using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Abstractions.Reconciling;

/// <summary>Registers controllers, finalizers and watches; returned by <c>AddKubernetesOperator</c>.</summary>
public interface IOperatorBuilder
{
    /// <summary>The container under construction.</summary>
    IServiceCollection Services { get; }

    /// <summary>Runs a controller over all objects of a kind.</summary>
    IOperatorBuilder AddController<TImplementation, TEntity>()
        where TImplementation : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new();

    /// <summary>Attaches a finalizer before the first reconcile and runs it on deletion.</summary>
    IOperatorBuilder AddFinalizer<TImplementation, TEntity>(string identifier)
        where TImplementation : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new();

    /// <summary>Shares one informer for a kind without a controller (look-ups, waiting).</summary>
    IOperatorBuilder AddInformer<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new();

    /// <summary>Maps changes of another kind to objects of a controlled kind.</summary>
    IOperatorBuilder Watches<TOther, TEntity>(Func<IServiceProvider, TOther, IEnumerable<NamespacedName>> map)
        where TOther : class, IKubernetesObject<V1ObjectMeta>, new()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new();
}
