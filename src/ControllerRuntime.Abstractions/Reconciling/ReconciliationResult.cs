using k8s;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Abstractions.Reconciling;

/// <summary>The outcome of one reconciliation; it fully defines when the object runs next.</summary>
/// <typeparam name="TEntity">The resource type.</typeparam>
public sealed record ReconciliationResult<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    private ReconciliationResult(TEntity entity, ReconciliationOutcome outcome, string? message, Exception? error, TimeSpan? requeueAfter)
    {
        Entity = entity;
        Outcome = outcome;
        Message = message;
        Error = error;
        RequeueAfter = requeueAfter;
    }

    /// <summary>The entity as the controller left it.</summary>
    public TEntity Entity { get; }

    /// <summary>Success, failure or terminal failure.</summary>
    public ReconciliationOutcome Outcome { get; }

    /// <summary>What went wrong, for logs.</summary>
    public string? Message { get; }

    /// <summary>The fault behind a failure.</summary>
    public Exception? Error { get; }

    /// <summary>When to run again without a change; null = on change only (success) or by backoff (failure).</summary>
    public TimeSpan? RequeueAfter { get; }

    /// <summary>Done; optionally run again after a time.</summary>
    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null)
        => new(entity, ReconciliationOutcome.Success, null, null, requeueAfter);

    /// <summary>Failed; retried after the given time, or with backoff.</summary>
    public static ReconciliationResult<TEntity> Failure(TEntity entity, string message, Exception? error = null, TimeSpan? requeueAfter = null)
        => new(entity, ReconciliationOutcome.Failure, message, error, requeueAfter);

    /// <summary>Failed in a way only a change of the object can mend; not retried.</summary>
    public static ReconciliationResult<TEntity> Terminal(TEntity entity, string message, Exception? error = null)
        => new(entity, ReconciliationOutcome.Terminal, message, error, null);
}
