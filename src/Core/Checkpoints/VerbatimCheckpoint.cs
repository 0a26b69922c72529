using System.Diagnostics.CodeAnalysis;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Checkpoints;

/// <summary>A save of the whole state whose bytes become the base of later deltas.</summary>
/// <param name="SequenceNumber">Number of the save within its update, from 1.</param>
/// <param name="State">The state; <see cref="DeploymentEnvelope.Raw"/> is the exact text to keep.</param>
public sealed record VerbatimCheckpoint(long SequenceNumber, DeploymentEnvelope State)
{
    /// <summary>Reads a request body; the state is a slice of it.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> body,
        [NotNullWhen(true)] out VerbatimCheckpoint? checkpoint,
        [NotNullWhen(false)] out StateRefusal? refusal)
    {
        checkpoint = null;
        if (!Refusing.Try(body, Read, out var parts, out refusal)
            || !DeploymentEnvelope.TryParse(body.Slice(parts.State.Start, parts.State.Length), out var state, out refusal))
        {
            return false;
        }

        checkpoint = new VerbatimCheckpoint(parts.SequenceNumber, state);
        return true;
    }

    private static Parts Read(ReadOnlyMemory<byte> body)
    {
        var reader = JsonText.Open(body.Span);
        JsonText.ExpectObject(ref reader, "body");
        var (sequence, state) = (0L, default(JsonSlice));
        while (JsonText.NextMember(ref reader))
        {
            var isSequence = reader.ValueTextEquals("sequenceNumber"u8);
            var isState = reader.ValueTextEquals("untypedDeployment"u8);
            reader.Read();
            if (isSequence)
            {
                sequence = JsonText.Integer(ref reader, "sequenceNumber");
            }
            else if (isState)
            {
                JsonText.ExpectObject(ref reader, "untypedDeployment");
                state = JsonText.Skip(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        JsonText.End(ref reader);
        return state.Length > 0 ? new Parts(sequence, state) : throw JsonText.Wrong("untypedDeployment", "missing: send an object");
    }

    private sealed record Parts(long SequenceNumber, JsonSlice State);
}
