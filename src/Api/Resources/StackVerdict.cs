using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Api.Resources;

/// <summary>What the operator made of one generation of an object.</summary>
/// <param name="Object">The object at that time; the last known one when it is gone.</param>
/// <param name="Deleted">The object is gone.</param>
/// <param name="Ready">The row is what the object asks for.</param>
/// <param name="Reason">A reason of <see cref="StackConditions"/>; empty when deleted.</param>
/// <param name="Message">The operator's words.</param>
internal sealed record StackVerdict(StackResource? Object, bool Deleted, bool Ready, string Reason, string Message)
{
    /// <summary>The object is gone.</summary>
    public static StackVerdict Gone(StackResource? last) => new(last, true, false, string.Empty, string.Empty);

    /// <summary>The verdict on a generation; null while the operator has not decided.</summary>
    public static StackVerdict? On(StackResource entity, long generation)
    {
        if (!(entity.Status?.ObservedGeneration >= generation))
        {
            return null;
        }

        var ready = entity.Status.Conditions?.FirstOrDefault(static c => c.Type == StackConditions.Ready);
        return ready switch
        {
            null => null,
            { Status: "True" } => new(entity, false, true, ready.Reason, ready.Message),
            // The operator tries these again by itself: not its last word.
            { Reason: StackConditions.ReasonDatabaseUnavailable or StackConditions.ReasonDeleting } or { Status: "Unknown" } => null,
            _ => new(entity, false, false, ready.Reason, ready.Message ?? string.Empty),
        };
    }
}
