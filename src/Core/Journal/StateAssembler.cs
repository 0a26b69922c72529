using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>Puts new and base resources together and cleans up what they refer to; the parts themselves stay untouched.</summary>
internal static class StateAssembler
{
    public static ReplayedState Assemble(
        ReplayBase state,
        IEnumerable<ResourceSlot> kept,
        IEnumerable<PendingOperation> openOperations,
        ReadOnlyMemory<byte> extensions,
        bool isRefreshed,
        bool hasByteStrings)
    {
        var resources = kept.ToList();
        var operations = openOperations.ToList();
        operations.AddRange(state.PendingOperations.Where(o => o.IsCreating));

        var traits = Traits(resources, operations);
        var usesBytes = (hasByteStrings || state.HasByteStrings) && resources.Count + operations.Count > 0;
        var features = SchemaFeatures.Of(traits, usesBytes, SnippetList.HasItems(state.Snippets));

        var snippets = Normalise(resources, isRefreshed, state.Snippets);
        return new ReplayedState(resources, operations, snippets, extensions, features, state);
    }

    private static ResourceTraits Traits(List<ResourceSlot> resources, List<PendingOperation> operations)
    {
        var traits = ResourceTraits.None;
        foreach (var resource in resources)
        {
            traits |= resource.Traits;
        }

        foreach (var operation in operations)
        {
            traits |= operation.Traits;
        }

        return traits;
    }

    private static ReadOnlyMemory<byte> Normalise(List<ResourceSlot> resources, bool isRefreshed, ReadOnlyMemory<byte> snippets)
    {
        var hasAliases = resources.Exists(r => r.Traits.HasFlag(ResourceTraits.Aliases));
        var pool = new TextPool();
        var rewriter = new ResourceRewriter(pool);
        List<ResourceIdentity>? identities = null;
        if (isRefreshed || hasAliases)
        {
            identities = resources.ConvertAll(r => ResourceIdentity.Read(r.Raw, pool));
            rewriter.Present = isRefreshed ? identities.Select(i => i.Urn).ToHashSet(StringComparer.Ordinal) : null;
            rewriter.Aliases = hasAliases ? CollectAliases(identities, rewriter.Present) : null;
        }

        for (var i = 0; i < resources.Count; i++)
        {
            resources[i] = Rewrite(rewriter, resources[i], identities?[i].Urn, i);
        }

        return rewriter.Aliases is null ? snippets : SnippetList.Resolve(snippets, rewriter.Aliases);
    }

    private static AliasMap CollectAliases(List<ResourceIdentity> identities, HashSet<string>? present)
    {
        var aliases = new AliasMap();
        for (var i = 0; i < identities.Count; i++)
        {
            var parent = identities[i].Parent;
            aliases.Add(identities[i], present is null || present.Contains(parent) ? parent : string.Empty, i);
        }

        return aliases;
    }

    private static ResourceSlot Rewrite(ResourceRewriter rewriter, ResourceSlot slot, string? urn, int index)
    {
        if (slot.Marks == ResourceMarks.None && urn is null)
        {
            return slot;
        }

        try
        {
            var raw = rewriter.Rewrite(slot.Raw, slot.Marks, urn);
            return raw.Equals(slot.Raw) ? slot with { Marks = ResourceMarks.None } : new ResourceSlot(raw, Scan(raw));
        }
        catch (StateRefusedException refused)
        {
            throw refused.Within($"deployment.resources[{index}]");
        }
    }

    private static ResourceTraits Scan(ReadOnlyMemory<byte> raw)
    {
        var reader = JsonText.Open(raw.Span);
        return ResourceScan.Read(ref reader);
    }
}
