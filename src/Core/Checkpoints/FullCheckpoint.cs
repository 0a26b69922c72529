using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Checkpoints;

/// <summary>The body of a plain checkpoint: version, features and deployment side by side, without a wrapper of their own.</summary>
public static class FullCheckpoint
{
    /// <summary>Reads a body and wraps its deployment, whose bytes stay as they are.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> body,
        [NotNullWhen(true)] out DeploymentEnvelope? state,
        [NotNullWhen(false)] out StateRefusal? refusal)
    {
        state = Refusing.Try(body, DeploymentText.Parse, out var text, out refusal) ? DeploymentEnvelope.Wrap(text, Head(text)) : null;
        return state is not null;
    }

    private static byte[] Head(DeploymentText text)
    {
        using var output = new MemoryStream();
        output.Write("{\"version\":"u8);
        output.WriteByte((byte)('0' + text.Version));
        if (text.Features.Count > 0)
        {
            output.Write(",\"features\":"u8);
            using var writer = new Utf8JsonWriter(output);
            writer.WriteStartArray();
            foreach (var feature in text.Features)
            {
                writer.WriteStringValue(feature);
            }

            writer.WriteEndArray();
        }

        output.Write(",\"deployment\":"u8);
        return output.ToArray();
    }
}
