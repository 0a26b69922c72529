namespace StackOperator.Core.EnvironmentStacks;

/// <summary>What validating a draft gave: violations, or the checked parts.</summary>
/// <param name="Violations">Everything that is wrong, in the order of the fields; empty when the draft is right.</param>
/// <param name="Name">The stack name; empty unless right.</param>
/// <param name="Project">How the project is named.</param>
/// <param name="Template">What never changes, normalised; null unless right.</param>
public sealed record EnvironmentStackValidation(
    IReadOnlyList<Violation> Violations, string Name, ProjectReference Project, EnvironmentStackTemplate? Template)
{
    /// <summary>One sentence for each of the first violations, in the words of the resource; it does not change while the draft stays.</summary>
    public string DescribeForResource()
    {
        const int MaxShown = 5;
        var text = string.Join("; ", Violations.Take(MaxShown).Select(static v => $"{v.ResourceField}: {v.Message}"));
        return Violations.Count > MaxShown ? $"{text}; and {Violations.Count - MaxShown} more" : text;
    }
}
