namespace StackOperator.Core.EnvironmentStacks;

/// <summary>One environment as its stack was created with it.</summary>
/// <param name="Name">Environment name, see <see cref="EnvironmentNames"/>.</param>
/// <param name="VarFiles">Variable files in order; a later one overrides an earlier one. Relative to the source root.</param>
/// <param name="PromoteTo">Names of the environments that depend on this one, each once.</param>
public sealed record EnvironmentTemplate(string Name, IReadOnlyList<string> VarFiles, IReadOnlyList<string> PromoteTo)
{
    /// <inheritdoc/>
    public bool Equals(EnvironmentTemplate? other) => other is not null
        && Name == other.Name
        && VarFiles.SequenceEqual(other.VarFiles, StringComparer.Ordinal)
        && PromoteTo.SequenceEqual(other.PromoteTo, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, VarFiles.Count, PromoteTo.Count);
}
