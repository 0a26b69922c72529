using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>The deployment that positions ending in <c>Old</c> count in.</summary>
internal sealed class ReplayBase
{
    public List<ResourceSlot> Resources { get; init; } = [];

    public List<PendingOperation> PendingOperations { get; init; } = [];

    public SecretsProvider? SecretsProvider { get; set; }

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
            SecretsProvider = text.SecretsProviders is { } provider ? SecretsProvider.Read(text.Slice(provider)) : null,
            Metadata = Slice(text.Metadata),
            Snippets = Slice(text.Snippets),
            Extensions = Slice(text.Extensions),
            UnknownMembers = text.UnknownMembers.ConvertAll(text.Slice),
            UnknownWrapperMembers = text.UnknownWrapperMembers.ConvertAll(text.Slice),
            HasByteStrings = text.Features.Contains(SchemaFeatures.ByteString),
        };
    }
}
