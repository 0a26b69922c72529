using k8s;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>
/// Judges objects before the API server stores them. It is asked by every replica, may be left out when none answers, and
/// sees the object as the caller sent it: whoever reconciles must check again.
/// </summary>
/// <typeparam name="TEntity">The resource type.</typeparam>
public interface IValidationWebhook<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    /// <summary>Judges a new object.</summary>
    /// <returns>Why it is refused, for people; null when it is right.</returns>
    string? ValidateCreate(TEntity entity);

    /// <summary>Judges a change of the specification; changes of metadata and status are never asked about.</summary>
    /// <returns>Why it is refused, for people; null when it is right.</returns>
    string? ValidateUpdate(TEntity old, TEntity entity);
}
