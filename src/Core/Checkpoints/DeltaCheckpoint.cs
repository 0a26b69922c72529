using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Checkpoints;

/// <summary>A save given as edits of the text saved before (pulumi-protocol, "Delta algorithm").</summary>
public sealed class DeltaCheckpoint
{
    private readonly IReadOnlyList<TextEdit> _edits;

    internal DeltaCheckpoint(long sequenceNumber, string hash, IReadOnlyList<TextEdit> edits)
    {
        SequenceNumber = sequenceNumber;
        Hash = hash;
        _edits = edits;
    }

    /// <summary>Number of the save within its update; one more than that of the text it edits.</summary>
    public long SequenceNumber { get; }

    /// <summary>SHA-256 of the text that the edits give, 64 lower-case hex digits.</summary>
    public string Hash { get; }

    /// <summary>The hash of a saved text, in the form of <see cref="Hash"/>.</summary>
    public static string HashOf(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text));

    /// <summary>Reads a request body.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> body,
        [NotNullWhen(true)] out DeltaCheckpoint? checkpoint,
        [NotNullWhen(false)] out StateRefusal? refusal) =>
        Refusing.Try(body, DeltaReader.Read, out checkpoint, out refusal);

    /// <summary>
    /// Applies the edits to the exact bytes saved before, checks the hash, and reads the result. Refused with
    /// <see cref="StateRefusalKind.BadDelta"/> or <see cref="StateRefusalKind.HashMismatch"/>: answer 4xx at once and keep the
    /// sequence number unused, the client then sends the whole text under the same number.
    /// </summary>
    public bool TryApply(
        ReadOnlyMemory<byte> baseText,
        [NotNullWhen(true)] out DeploymentEnvelope? state,
        [NotNullWhen(false)] out StateRefusal? refusal)
    {
        state = null;
        byte[] text = [];
        return Refusing.Try(() => text = Apply(baseText.Span), string.Empty, out refusal)
            && DeploymentEnvelope.TryParse(text, out state, out refusal);
    }

    private byte[] Apply(ReadOnlySpan<byte> text)
    {
        var patch = new TextPatch();
        var end = 0L;
        for (var i = 0; i < _edits.Count; i++)
        {
            var edit = _edits[i];
            if (edit.Start < end || edit.End < edit.Start || edit.End > text.Length)
            {
                throw new StateRefusedException(
                    StateRefusalKind.BadDelta,
                    $"deploymentDelta[{i}]",
                    $"replaces bytes {edit.Start} to {edit.End}: edits must ascend, not overlap, and stay within the {text.Length} bytes saved before");
            }

            patch.Add((int)edit.Start, (int)(edit.End - edit.Start), edit.NewText);
            end = edit.End;
        }

        var result = patch.Apply(text);
        var hash = HashOf(result);
        return hash == Hash
            ? result
            : throw new StateRefusedException(
                StateRefusalKind.HashMismatch,
                "checkpointHash",
                $"the edits give a text of SHA-256 {hash}: send the whole state");
    }
}
