using StackOperator.Core.EnvironmentStacks;

namespace StackOperator.Core.Tests.EnvironmentStacks;

/// <summary>Short words for drafts.</summary>
internal static class Drafts
{
    /// <summary>A right draft with an environment for each text; <c>dev>staging,prod</c> promotes dev to both.</summary>
    public static EnvironmentStackDraft Of(params string[] environments) => new()
    {
        Name = "myapp",
        Environments = [.. environments.Select(static e => e.Split('>')).Select(static e => new EnvironmentDraft(e[0], null, e.Length == 1 ? null : e[1].Split(',')))],
    };

    /// <summary>Field and code of everything that is wrong.</summary>
    public static IEnumerable<string> Faults(EnvironmentStackDraft draft, bool isNew = true)
        => EnvironmentStackValidator.Validate(draft, isNew).Violations.Select(static v => $"{v.Field} {v.Code}");

    public static EnvironmentStackTemplate Right(EnvironmentStackDraft draft)
    {
        var validation = EnvironmentStackValidator.Validate(draft);
        validation.Violations.ShouldBeEmpty();
        return validation.Template.ShouldNotBeNull();
    }
}
