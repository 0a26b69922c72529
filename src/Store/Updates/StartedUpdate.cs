namespace StackOperator.Store.Updates;

/// <summary>The answer to a start.</summary>
/// <param name="Outcome">How it went; the rest counts only when started.</param>
/// <param name="Version">Version the run makes; of a dry run the present version.</param>
/// <param name="Token">Lease token, the only time it is seen.</param>
/// <param name="JournalVersion">Negotiated journal version, 0 for checkpoints.</param>
/// <param name="LeaseUntil">End of the lease, without the grace time.</param>
/// <param name="Tags">Tags of the stack as the resource has them, JSON object.</param>
public sealed record StartedUpdate(
    StartOutcome Outcome,
    long Version = 0,
    string Token = "",
    int JournalVersion = 0,
    DateTimeOffset LeaseUntil = default,
    string Tags = "{}")
{
    internal static StartedUpdate Refused(StartOutcome outcome) => new(outcome);
}
