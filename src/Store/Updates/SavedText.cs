using System.Buffers;
using System.IO.Compression;
using Npgsql;
using StackOperator.Core.Deployments;

namespace StackOperator.Store.Updates;

/// <summary>
/// The last save of a running update: the state itself, or the request body that brought it, packed as it came. Taking the
/// state out of it is left to whoever needs it, once, instead of packing it anew with every save.
/// </summary>
/// <param name="Body">The state, or a text around it.</param>
/// <param name="Part">Where the state stands in it; null when it is all of it.</param>
internal sealed record SavedText(PackedText Body, SavedPart? Part)
{
    public const string Columns = "body, gzip, length, part_start, part_length, head, tail";

    /// <summary>What to store for a state; <paramref name="packedSource"/> is the text it was found in as it arrived, if that is packed.</summary>
    public static SavedText From(DeploymentEnvelope state, PackedText? packedSource) => packedSource switch
    {
        null => new SavedText(PackedText.Pack(state.Raw), null),
        { } packed when state.IsWhole => new SavedText(packed, null),
        { } packed => new SavedText(packed, new SavedPart(state.Start, state.Length, state.Head.ToArray(), state.Tail.ToArray())),
    };

    public static SavedText Map(NpgsqlDataReader row) => Map(row, 0);

    public static SavedText Map(NpgsqlDataReader row, int first) => new(
        new PackedText(row.GetFieldValue<byte[]>(first), row.GetBoolean(first + 1), row.GetInt64(first + 2)),
        row.GetValue<long>(first + 3) is { } start
            ? new SavedPart(start, row.GetInt64(first + 4), row.GetFieldValue<byte[]>(first + 5), row.GetFieldValue<byte[]>(first + 6))
            : null);

    /// <summary>The state alone, packed. Needs no more memory than the packed texts.</summary>
    public PackedText ToPackedState()
    {
        if (Part is not { } part)
        {
            return Body;
        }

        var length = part.Head.Length + part.Length + part.Tail.Length;
        using var output = new MemoryStream(Body.Body.Length);
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            CopyTo(gzip, part);
        }

        return new PackedText(output.GetBuffer().AsMemory(0, (int)output.Length), true, length);
    }

    /// <summary>The text of the state.</summary>
    public ReadOnlyMemory<byte> Unpack()
    {
        if (Part is not { } part)
        {
            return Body.Unpack();
        }

        var text = GC.AllocateUninitializedArray<byte>(checked((int)(part.Head.Length + part.Length + part.Tail.Length)));
        using var output = new MemoryStream(text);
        CopyTo(output, part);
        return text;
    }

    private void CopyTo(Stream output, SavedPart part)
    {
        output.Write(part.Head);
        using var inflated = Body.OpenText();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        var (skip, left) = (part.Start, part.Length);
        while (left > 0)
        {
            var wanted = (int)Math.Min(buffer.Length, skip > 0 ? skip : left);
            inflated.ReadExactly(buffer, 0, wanted);
            if (skip > 0)
            {
                skip -= wanted;
                continue;
            }

            output.Write(buffer, 0, wanted);
            left -= wanted;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        output.Write(part.Tail);
    }
}
