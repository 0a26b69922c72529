using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Core.Updates;

namespace StackOperator.Store.Updates;

/// <summary>A row of updates, as far as ending one needs it.</summary>
internal sealed record UpdateRow(
    Guid Id,
    Guid StackId,
    StackIdentity Stack,
    UpdateKind Kind,
    bool DryRun,
    UpdateStatus Status,
    long? Version,
    int JournalVersion,
    string Client,
    byte[]? LeaseHash,
    bool LeaseOver)
{
    public const string Columns =
        """
        u.id, u.stack_id, s.organization, s.project, s.name, u.kind, u.dry_run, u.status, u.version, u.journal_version, u.client,
        u.lease_hash, coalesce(u.lease_until < clock_timestamp(), false)
        """;

    public static UpdateRow Map(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetGuid(1),
        new StackIdentity(row.GetString(2), row.GetString(3), row.GetString(4)),
        UpdateNames.Kind(row.GetString(5))!.Value,
        row.GetBoolean(6),
        UpdateNames.Status(row.GetString(7))!.Value,
        row.GetValue<long>(8),
        row.GetInt16(9),
        row.GetString(10),
        row.Get<byte[]>(11),
        row.GetBoolean(12));

    /// <summary>The facts for a decision about a call without a lease token.</summary>
    public UpdateView View() => new(Status, DryRun, LeaseOver ? LeaseCheck.Expired : LeaseCheck.Valid);

    /// <summary>The facts for a decision about a call with one.</summary>
    public UpdateView View(string? token) =>
        new(Status, DryRun, !LeaseToken.Matches(token, LeaseHash) ? LeaseCheck.Foreign : LeaseOver ? LeaseCheck.Expired : LeaseCheck.Valid);
}
