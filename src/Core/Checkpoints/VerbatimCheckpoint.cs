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
        return Refusing.Try(body, Read, out checkpoint, out refusal);
    }

    private static VerbatimCheckpoint Read(ReadOnlyMemory<byte> body)
    {
        var reader = JsonText.Open(body.Span);
        JsonText.ExpectObject(ref reader, "body");
        var (sequence, state) = (0L, (DeploymentText?)null);
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
                state = DeploymentText.ParseWithin(ref reader, body, "untypedDeployment");
            }
            else
            {
                reader.Skip();
            }
        }

        JsonText.End(ref reader);
        return state is not null ? new VerbatimCheckpoint(sequence, new DeploymentEnvelope(state)) : throw JsonText.Wrong("untypedDeployment", "missing: send an object");
    }
}
