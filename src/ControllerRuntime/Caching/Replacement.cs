using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>A whole set under collection: one list, or the initial events of one watch.</summary>
internal sealed class Replacement
{
    public Dictionary<NamespacedName, CachedObject> Objects { get; } = [];

    /// <summary>Objects that exist but could not be read: their last good state stays.</summary>
    public HashSet<NamespacedName> Unreadable { get; } = [];
}
