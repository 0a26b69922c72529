using Npgsql;
using StackOperator.Core.Journal;
using StackOperator.Core.Updates;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>One journal batch as parameters of a statement.</summary>
internal sealed record JournalAppend(UpdateAddress Address, byte[] LeaseHash, long[] Sequences, ReadOnlyMemory<byte>[] Bodies, long Bytes)
{
    public static JournalAppend Of(UpdateAddress address, string token, IReadOnlyList<JournalEntry> entries)
    {
        var sequences = new long[entries.Count];
        var bodies = new ReadOnlyMemory<byte>[entries.Count];
        var bytes = 0L;
        for (var i = 0; i < sequences.Length; i++)
        {
            sequences[i] = entries[i].SequenceId;
            bodies[i] = entries[i].Raw;
            bytes += bodies[i].Length;
        }

        return new JournalAppend(address, LeaseToken.Hash(token), sequences, bodies, bytes);
    }

    public void AddTo(NpgsqlBatch batch, string sql) =>
        batch.Add(sql, Address.UpdateId, Address.Stack.Organization, Address.Stack.Project, Address.Stack.Name, LeaseHash, Sequences, Bodies);
}
