using StackOperator.Core.Stacks;

namespace StackOperator.Store.StackQueries;

/// <summary>Which page of which stacks.</summary>
/// <param name="Organizations">Only these, in ordinal order; not empty.</param>
/// <param name="Project">Only this project; null = all.</param>
/// <param name="TagName">Only stacks with this tag; null = all.</param>
/// <param name="TagValue">Only stacks with a tag (the named one, or any) of this value; null = all.</param>
/// <param name="After">Only stacks after this one in the order organization, project, name; null = from the start.</param>
/// <param name="Limit">Most rows.</param>
public sealed record StackListFilter(
    IReadOnlyList<string> Organizations,
    string? Project,
    string? TagName,
    string? TagValue,
    StackIdentity? After,
    int Limit);
