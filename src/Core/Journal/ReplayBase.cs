using System.Text.Json;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>The deployment that positions ending in <c>Old</c> count in.</summary>
internal sealed class ReplayBase
{
    public List<ResourceSlot> Resources { get; init; } = [];

    public List<PendingOperation> PendingOperations { get; init; } = [];

    public ReadOnlyMemory<byte> SecretsProviders { get; set; }

    public ReadOnlyMemory<byte> Metadata { get; init; }

    public ReadOnlyMemory<byte> Snippets { get; set; }

    public ReadOnlyMemory<byte> Extensions { get; init; }

    public List<ReadOnlyMemory<byte>> UnknownMembers { get; init; } = [];

    public List<ReadOnlyMemory<byte>> UnknownWrapperMembers { get; init; } = [];

    public bool HasByteStrings { get; init; }

    public static ReplayBase From(DeploymentText text)
    {
        ReadOnlyMemory<byte> Slice(JsonSlice? slice) => slice is { } s ? text.Slice(s) : ReadOnlyMemory<byte>.Empty;
        return new ReplayBase
        {
            Resources = text.Resources.ConvertAll(r => new ResourceSlot(text.Slice(r.Slice), r.Traits)),
            PendingOperations = text.PendingOperations.ConvertAll(o => new PendingOperation(text.Slice(o.Slice), o.Traits, o.IsCreating)),
            SecretsProviders = Slice(text.SecretsProviders),
            Metadata = Slice(text.Metadata),
            Snippets = Slice(text.Snippets),
            Extensions = Slice(text.Extensions),
            UnknownMembers = text.UnknownMembers.ConvertAll(text.Slice),
            UnknownWrapperMembers = text.UnknownWrapperMembers.ConvertAll(text.Slice),
            HasByteStrings = text.Features.Contains(SchemaFeatures.ByteString),
        };
    }

    /// <summary>Sets the secrets provider, unless type and state are the same bytes already.</summary>
    public void SetSecretsProvider(ReadOnlyMemory<byte> provider)
    {
        if (!SecretsProviders.IsEmpty)
        {
            var (type, state) = SplitProvider(SecretsProviders);
            var (newType, newState) = SplitProvider(provider);
            if (type == newType && state.Span.SequenceEqual(newState.Span))
            {
                return;
            }
        }

        SecretsProviders = provider;
    }

    private static (string? Type, ReadOnlyMemory<byte> State) SplitProvider(ReadOnlyMemory<byte> provider)
    {
        var reader = JsonText.Open(provider.Span);
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
            state = isState ? provider.Slice(slice.Start, slice.Length) : state;
        }

        return (type, state);
    }
}
