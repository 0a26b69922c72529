using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Caching;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>One call of <c>AddKubernetesInformer</c>; all calls for a kind share one informer.</summary>
internal sealed record InformerRegistration<TEntity>(InformerOptions Options, Action<IServiceProvider, IInformer<TEntity>>? Configure)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new();
