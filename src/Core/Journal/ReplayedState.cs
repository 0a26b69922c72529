namespace StackOperator.Core.Journal;

/// <summary>A deployment in parts, before it is written down or becomes the next base.</summary>
internal sealed record ReplayedState(
    List<ResourceSlot> Resources,
    List<PendingOperation> PendingOperations,
    ReadOnlyMemory<byte> Snippets,
    ReadOnlyMemory<byte> Extensions,
    List<string> Features,
    ReplayBase Base)
{
    /// <summary>This state as the base of what follows.</summary>
    public ReplayBase ToBase() => new()
    {
        Resources = Resources,
        PendingOperations = PendingOperations,
        SecretsProvider = Base.SecretsProvider,
        Metadata = Base.Metadata,
        Snippets = Snippets,
        Extensions = Extensions,
        UnknownMembers = Base.UnknownMembers,
        UnknownWrapperMembers = Base.UnknownWrapperMembers,
        HasByteStrings = Features.Contains(SchemaFeatures.ByteString),
    };
}
