using k8s;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Abstractions.Events;

/// <summary>Records events.k8s.io/v1 events; never blocks and never fails the caller. Equal events become one series.</summary>
public interface IEventRecorder
{
    /// <summary>Records an event about an object.</summary>
    /// <param name="regarding">The object.</param>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">UpperCamelCase reason, at most 128 characters.</param>
    /// <param name="action">What was done, UpperCamelCase, at most 128 characters.</param>
    /// <param name="note">Text for people; cut at 1,024 characters.</param>
    void Record(IKubernetesObject<V1ObjectMeta> regarding, EventType type, string reason, string action, string note);
}
