namespace StackOperator.Core.Stacks;

/// <summary>What a stack is known by: unique over the whole installation, case-sensitive.</summary>
/// <param name="Organization">Organization name, see <see cref="Names.NameRules"/>.</param>
/// <param name="Project">Project name.</param>
/// <param name="Name">Stack name.</param>
public readonly record struct StackIdentity(string Organization, string Project, string Name)
{
    /// <summary>The form people write: <c>organization/project/name</c>.</summary>
    public override string ToString() => $"{Organization}/{Project}/{Name}";
}
