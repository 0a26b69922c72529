using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;

namespace StackOperator.ControllerRuntime.Finalizers;

/// <summary>A finalizer of a kind and how to get its implementation.</summary>
internal sealed record FinalizerRegistration<TEntity>(string Identifier, Func<IServiceProvider, IEntityFinalizer<TEntity>> Create)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new();
