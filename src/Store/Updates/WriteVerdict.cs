using StackOperator.Core.Deployments;
using StackOperator.Core.Updates;

namespace StackOperator.Store.Updates;

/// <summary>The answer to a save, a journal batch or an event batch.</summary>
/// <param name="Verdict">Null when there is no such update below the stack.</param>
/// <param name="Refusal">Why the state itself was refused, after <see cref="UpdateVerdict.Proceed"/>.</param>
/// <param name="WrongMode">The update saves its state the other way (journal or checkpoints).</param>
public sealed record WriteVerdict(UpdateVerdict? Verdict, StateRefusal? Refusal = null, bool WrongMode = false)
{
    /// <summary>Whether it is stored, now or before.</summary>
    public bool Stored => Verdict is UpdateVerdict.Proceed or UpdateVerdict.AlreadyDone && Refusal is null && !WrongMode;
}
