namespace StackOperator.ControllerRuntime.Caching;

/// <summary>What happened to one object, in the order it happened.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Old">The state before an update.</param>
/// <param name="Object">The new or, when deleted, the last state.</param>
/// <param name="Flag">Added: part of the initial set. Deleted: the final state is unknown.</param>
internal readonly record struct Change(ChangeKind Kind, CachedObject? Old, CachedObject? Object, bool Flag = false)
{
    public static Change Added(CachedObject added, bool initial) => new(ChangeKind.Added, null, added, initial);

    public static Change Updated(CachedObject old, CachedObject updated) => new(ChangeKind.Updated, old, updated);

    public static Change Deleted(CachedObject last, bool finalStateUnknown) => new(ChangeKind.Deleted, null, last, finalStateUnknown);

    /// <summary>The initial set ends here.</summary>
    public static Change Synced { get; } = new(ChangeKind.Synced, null, null);
}
