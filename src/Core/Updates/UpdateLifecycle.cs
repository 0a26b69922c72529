namespace StackOperator.Core.Updates;

/// <summary>
/// The life of an update: not started → running → succeeded, failed or cancelled (pulumi-protocol 4.1 to 4.3). Pure: the
/// store asks here inside the transaction that holds the update.
/// </summary>
public static class UpdateLifecycle
{
    /// <summary>The highest journal version that is replayed here.</summary>
    public const int JournalVersion = 1;

    /// <summary>Whether an update may start. An update starts once.</summary>
    public static UpdateVerdict Start(in UpdateView update) => update.Status switch
    {
        UpdateStatus.NotStarted => UpdateVerdict.Proceed,
        UpdateStatus.Running => UpdateVerdict.AlreadyStarted,
        _ => UpdateVerdict.Ended,
    };

    /// <summary>Whether the state of an update (a save, a journal batch) may be written.</summary>
    public static UpdateVerdict WriteState(in UpdateView update) => Lease(update) switch
    {
        UpdateVerdict.Proceed when update.DryRun => UpdateVerdict.DryRun,
        var verdict => verdict,
    };

    /// <summary>
    /// Whether engine events may be stored. They are a report, not state: the last batch of an update that has just ended
    /// is kept as well.
    /// </summary>
    public static UpdateVerdict WriteEvents(in UpdateView update) => Lease(update) switch
    {
        UpdateVerdict.Ended or UpdateVerdict.LeaseExpired => UpdateVerdict.Proceed,
        var verdict => verdict,
    };

    /// <summary>Whether a lease may be renewed. A late client gets its lease back as long as nobody ended its update.</summary>
    public static UpdateVerdict Renew(in UpdateView update) => Lease(update) switch
    {
        UpdateVerdict.LeaseExpired => UpdateVerdict.Proceed,
        var verdict => verdict,
    };

    /// <summary>Whether an update may be completed as <paramref name="status"/>; the same again is no fault.</summary>
    public static UpdateVerdict Complete(in UpdateView update, UpdateStatus status)
    {
        if (update.Lease == LeaseCheck.Foreign)
        {
            return Lease(update);
        }

        return IsFinal(update.Status) && update.Status == status ? UpdateVerdict.AlreadyDone : Lease(update);
    }

    /// <summary>Whether an update may be cancelled; one that has ended is left as it is.</summary>
    public static UpdateVerdict Cancel(in UpdateView update) => IsFinal(update.Status) ? UpdateVerdict.AlreadyDone : UpdateVerdict.Proceed;

    /// <summary>Whether an update whose lease ran out is to be ended now.</summary>
    public static UpdateVerdict Expire(in UpdateView update) => update switch
    {
        { Status: UpdateStatus.Running, Lease: LeaseCheck.Expired } => UpdateVerdict.Proceed,
        _ => UpdateVerdict.AlreadyDone,
    };

    /// <summary>The journal version to answer to the one asked for: never more than asked for, nor than is replayed here.</summary>
    public static int NegotiateJournal(long? asked) => (int)Math.Clamp(asked ?? 0, 0, JournalVersion);

    /// <summary>Whether nothing can follow.</summary>
    public static bool IsFinal(UpdateStatus status) => status is UpdateStatus.Succeeded or UpdateStatus.Failed or UpdateStatus.Cancelled;

    private static UpdateVerdict Lease(in UpdateView update) => update switch
    {
        { Status: UpdateStatus.NotStarted } => UpdateVerdict.NotStarted,
        { Lease: LeaseCheck.Foreign } => UpdateVerdict.ForeignLease,
        { Status: not UpdateStatus.Running } => UpdateVerdict.Ended,
        { Lease: LeaseCheck.Expired } => UpdateVerdict.LeaseExpired,
        _ => UpdateVerdict.Proceed,
    };
}
