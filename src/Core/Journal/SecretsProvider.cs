using System.Text.Json;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>The secrets provider of a deployment, with what decides whether two are the same.</summary>
internal sealed record SecretsProvider(ReadOnlyMemory<byte> Raw, string? Type, ReadOnlyMemory<byte> State)
{
    public static SecretsProvider Read(ReadOnlyMemory<byte> raw)
    {
        var reader = JsonText.Open(raw.Span);
        var (type, state) = ((string?)null, ReadOnlyMemory<byte>.Empty);
        while (JsonText.NextMember(ref reader))
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isState = reader.ValueTextEquals("state"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                type = JsonText.String(ref reader, "secretsProvider.type");
            }

            var slice = JsonText.Skip(ref reader);
            state = isState ? raw.Slice(slice.Start, slice.Length) : state;
        }

        return new SecretsProvider(raw, type, state);
    }

    /// <summary>Same type, and the same bytes of state.</summary>
    public bool IsSame(SecretsProvider other) => Type == other.Type && State.Span.SequenceEqual(other.State.Span);
}
