using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Abstractions.Reconciling;

/// <summary>Asks for an object to be reconciled, for triggers that are no watch event (a database notification, a timer).</summary>
/// <typeparam name="TEntity">The resource type.</typeparam>
/// <param name="key">The object.</param>
/// <param name="queueIn">Delay; zero = now.</param>
public delegate void EntityQueue<TEntity>(NamespacedName key, TimeSpan queueIn)
    where TEntity : IKubernetesObject<V1ObjectMeta>;
