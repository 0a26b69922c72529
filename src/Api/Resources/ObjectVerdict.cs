using k8s.Models;

namespace StackOperator.Api.Resources;

/// <summary>What the operator made of one generation of an object.</summary>
/// <param name="Object">The object at that time; the last known one when it is gone.</param>
/// <param name="Deleted">The object is gone.</param>
/// <param name="Ready">The rows are what the object asks for.</param>
/// <param name="Reason">Reason of the Ready condition; empty when deleted.</param>
/// <param name="Message">The operator's words.</param>
internal sealed record ObjectVerdict<T>(T? Object, bool Deleted, bool Ready, string Reason, string Message)
    where T : class
{
    /// <summary>The object is gone.</summary>
    public static ObjectVerdict<T> Gone(T? last) => new(last, true, false, string.Empty, string.Empty);

    /// <summary>The verdict that a status gives on a generation; null while the operator has not decided.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="observed">status.observedGeneration.</param>
    /// <param name="ready">The Ready condition.</param>
    /// <param name="generation">The generation that was written.</param>
    /// <param name="isPassing">Reasons that are not the operator's last word: it tries again by itself.</param>
    public static ObjectVerdict<T>? On(T entity, long? observed, V1Condition? ready, long generation, Func<string, bool> isPassing)
    {
        if (!(observed >= generation))
        {
            return null;
        }

        return ready switch
        {
            null => null,
            { Status: "True" } => new(entity, false, true, ready.Reason, ready.Message),
            { Status: "Unknown" } => null,
            _ when isPassing(ready.Reason) => null,
            _ => new(entity, false, false, ready.Reason, ready.Message ?? string.Empty),
        };
    }
}
