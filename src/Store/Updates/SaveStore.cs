using Npgsql;
using StackOperator.Core.Checkpoints;
using StackOperator.Core.Deployments;
using StackOperator.Core.Updates;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>Saves of the whole state by a running update that does not journal: full, verbatim, or as edits of the last text.</summary>
public sealed class SaveStore(NpgsqlDataSource database)
{
    // A verbatim save that a later one has overtaken is a repeat: harmless, and must not take the state back.
    private const string SaveText =
        $"""
        with {WriteLease.Lease}, checked as (
            select lease.*, exists (select from journal_entries where update_id = $1) as wrong_mode from lease
        ), stored as (
            insert into update_saves as a (update_id, sequence, hash, body, gzip, length, part_start, part_length, head, tail, resource_count)
            select $1, $6, null, $7, $8, $9, $10::bigint, $11::bigint, $12::bytea, $13::bytea, $14 from checked lease
            where {WriteLease.MayWriteState} and not lease.wrong_mode
            on conflict (update_id) do update
            set sequence = excluded.sequence, hash = excluded.hash, body = excluded.body, gzip = excluded.gzip, length = excluded.length,
                part_start = excluded.part_start, part_length = excluded.part_length, head = excluded.head, tail = excluded.tail,
                resource_count = excluded.resource_count, saved_at = clock_timestamp()
            where excluded.sequence = 0 or excluded.sequence >= a.sequence
        )
        select {WriteLease.Columns}, lease.wrong_mode from checked lease
        """;

    private const string ReadLease = $"with {WriteLease.Lease} select {WriteLease.Columns} from lease";

    private const string ReadSave = $"select sequence, hash, {SavedText.Columns} from update_saves where update_id = $1 for update";

    private const string ReplaceText =
        """
        update update_saves
        set sequence = $2, hash = $3, body = $4, gzip = $5, length = $6, resource_count = $7, saved_at = clock_timestamp(),
            part_start = null, part_length = null, head = null, tail = null
        where update_id = $1
        """;

    /// <summary>A full save (plain checkpoint): the last one wins.</summary>
    /// <param name="address">The update.</param>
    /// <param name="token">Its lease token.</param>
    /// <param name="state">The state.</param>
    /// <param name="packedSource">The text the state was found in, as it arrived, when it arrived packed: then it is not packed again.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public Task<WriteVerdict> SaveFullAsync(
        UpdateAddress address, string token, DeploymentEnvelope state, PackedText? packedSource, CancellationToken cancellationToken) =>
        SaveAsync(address, token, 0, state, packedSource, cancellationToken);

    /// <summary>A verbatim save: its exact bytes are the base of the deltas that follow.</summary>
    /// <inheritdoc cref="SaveFullAsync"/>
    public Task<WriteVerdict> SaveVerbatimAsync(
        UpdateAddress address, string token, VerbatimCheckpoint save, PackedText? packedSource, CancellationToken cancellationToken) =>
        SaveAsync(address, token, save.SequenceNumber, save.State, packedSource, cancellationToken);

    /// <summary>
    /// A delta save. Applied when it follows the last accepted save; the same again is success; anything else is refused and
    /// changes nothing, whereupon the client sends the whole text under the same number.
    /// </summary>
    public Task<WriteVerdict> SaveDeltaAsync(UpdateAddress address, string token, DeltaCheckpoint save, CancellationToken cancellationToken) =>
        database.InTransactionAsync((connection, ct) => SaveDeltaAsync(connection, address, token, save, ct), cancellationToken: cancellationToken);

    private async Task<WriteVerdict> SaveAsync(
        UpdateAddress address, string token, long sequence, DeploymentEnvelope state, PackedText? packedSource, CancellationToken cancellationToken)
    {
        var saved = SavedText.From(state, packedSource);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(WriteLease.Lock, address.UpdateId);
        batch.Add(
            SaveText,
            address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name, LeaseToken.Hash(token),
            sequence, saved.Body.Body, saved.Body.Gzip, saved.Body.Length,
            saved.Part?.Start, saved.Part?.Length, saved.Part?.Head, saved.Part?.Tail,
            (long)state.ResourceCount);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return new WriteVerdict(null);
        }

        var verdict = UpdateLifecycle.WriteState(WriteLease.View(reader));
        var wrongMode = verdict == UpdateVerdict.Proceed && reader.GetBoolean(4);
        await reader.NextResultAsync(cancellationToken);
        return new WriteVerdict(verdict, WrongMode: wrongMode);
    }

    private static async Task<WriteVerdict> SaveDeltaAsync(
        NpgsqlConnection connection, UpdateAddress address, string token, DeltaCheckpoint save, CancellationToken cancellationToken)
    {
        await connection.Command(WriteLease.Lock, address.UpdateId).RunAsync(cancellationToken);
        var lease = await connection.Command(
            ReadLease, address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name, LeaseToken.Hash(token))
            .FirstAsync(static row => new Lease(WriteLease.View(row)), cancellationToken);
        if (lease is null)
        {
            return new WriteVerdict(null);
        }

        var verdict = UpdateLifecycle.WriteState(lease.View);
        if (verdict != UpdateVerdict.Proceed)
        {
            return new WriteVerdict(verdict);
        }

        var last = await connection.Command(ReadSave, address.UpdateId)
            .FirstAsync(
                static row => new Saved(row.GetInt64(0), row.Get<byte[]>(1), SavedText.Map(row, 2)),
                cancellationToken);
        return await ApplyAsync(connection, address.UpdateId, last, save, cancellationToken);
    }

    private static async Task<WriteVerdict> ApplyAsync(
        NpgsqlConnection connection, Guid updateId, Saved? last, DeltaCheckpoint save, CancellationToken cancellationToken)
    {
        if (last is null)
        {
            return Refuse("nothing was saved verbatim before: send the whole text");
        }

        if (save.SequenceNumber == last.Sequence && last.HashText() == save.Hash)
        {
            return new WriteVerdict(UpdateVerdict.AlreadyDone);
        }

        if (save.SequenceNumber != last.Sequence + 1)
        {
            return Refuse($"save {save.SequenceNumber} does not follow save {last.Sequence}: send the whole text");
        }

        if (!save.TryApply(last.Text.Unpack(), out var state, out var refusal))
        {
            return new WriteVerdict(UpdateVerdict.Proceed, refusal);
        }

        var packed = PackedText.Pack(state.Raw);
        await connection.Command(
            ReplaceText, updateId, save.SequenceNumber, Convert.FromHexString(save.Hash), packed.Body, packed.Gzip, packed.Length, (long)state.ResourceCount)
            .RunAsync(cancellationToken);
        return new WriteVerdict(UpdateVerdict.Proceed);
    }

    private static WriteVerdict Refuse(string what) =>
        new(UpdateVerdict.Proceed, new StateRefusal(StateRefusalKind.BadDelta, "sequenceNumber", what));

    private sealed record Lease(UpdateView View);

    private sealed record Saved(long Sequence, byte[]? Hash, SavedText Text)
    {
        public string HashText() => Hash is null ? DeltaCheckpoint.HashOf(Text.Unpack().Span) : Convert.ToHexStringLower(Hash);
    }
}
