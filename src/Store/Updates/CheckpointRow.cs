using System.Buffers;
using Npgsql;
using StackOperator.Core.Deployments;
using StackOperator.Core.Stacks;

namespace StackOperator.Store.Updates;

/// <summary>A stored state and the names the stack had when it was written.</summary>
internal sealed record CheckpointRow(PackedText Text, string Project, string Name)
{
    public const string Columns = "c.body, c.gzip, c.length, c.project, c.name";

    public static CheckpointRow Map(NpgsqlDataReader row) => Map(row, 0);

    public static CheckpointRow Map(NpgsqlDataReader row, int first) => new(
        new PackedText(row.GetFieldValue<byte[]>(first), row.GetBoolean(first + 1), row.GetInt64(first + 2)),
        row.GetString(first + 3),
        row.GetString(first + 4));

    /// <summary>Reads the columns in their order into rented memory, which the caller gives back.</summary>
    /// <param name="row">A row that is read in order.</param>
    /// <param name="first">The column of the body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RentedCheckpoint> RentAsync(NpgsqlDataReader row, int first, CancellationToken cancellationToken)
    {
        IMemoryOwner<byte>? memory = null;
        try
        {
            ReadOnlyMemory<byte> body;
            await using (var stream = await row.GetStreamAsync(first, cancellationToken))
            {
                var length = checked((int)stream.Length);
                memory = MemoryPool<byte>.Shared.Rent(length);
                body = memory.Memory[..length];
                await stream.ReadExactlyAsync(memory.Memory[..length], cancellationToken);
            }

            var text = new PackedText(body, row.GetBoolean(first + 1), row.GetInt64(first + 2));
            return new RentedCheckpoint(new CheckpointRow(text, row.GetString(first + 3), row.GetString(first + 4)), memory);
        }
        catch
        {
            memory?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The state under the stack's present names. A rename is done here, when a state is read, so that it costs nothing
    /// while the stack is renamed and reaches every version.
    /// </summary>
    public PackedText For(StackIdentity stack)
    {
        if (stack.Project == Project && stack.Name == Name)
        {
            return Text;
        }

        var from = stack with { Project = Project, Name = Name };
        return StateRename.TryApply(Text.Unpack(), from, stack, out var renamed, out var refusal)
            ? new PackedText(renamed, false, renamed.Length)
            : throw new InvalidDataException($"The stored state of stack {stack} cannot be renamed from {from}: {refusal.Message}");
    }
}
