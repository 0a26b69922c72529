namespace StackOperator.Core.EnvironmentStacks;

/// <summary>What an environment stack is known by: unique over the whole installation.</summary>
/// <param name="Organization">Organization name, see <see cref="Names.NameRules"/>.</param>
/// <param name="Name">Stack name, see <see cref="EnvironmentNames"/>.</param>
public readonly record struct EnvironmentStackIdentity(string Organization, string Name)
{
    /// <summary>The form people write: <c>organization/name</c>.</summary>
    public override string ToString() => $"{Organization}/{Name}";
}
