namespace StackOperator.Core.Deployments;

/// <summary>What a replay must know of a resource without reading it again.</summary>
[Flags]
internal enum ResourceTraits
{
    None = 0,
    RefreshBeforeUpdate = 1,
    Views = 2,
    Hooks = 4,
    Taint = 8,
    ReplaceWith = 16,
    Extension = 32,
    Snippet = 64,

    /// <summary>Not a schema feature: the resource lists aliases.</summary>
    Aliases = 128,
}
