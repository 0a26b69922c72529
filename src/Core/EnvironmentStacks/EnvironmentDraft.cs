namespace StackOperator.Core.EnvironmentStacks;

/// <summary>One environment as somebody wrote it, not yet checked.</summary>
/// <param name="Name">Name; null when absent.</param>
/// <param name="VarFiles">Variable files; null when absent.</param>
/// <param name="PromoteTo">Names of target environments; null when absent.</param>
public sealed record EnvironmentDraft(string? Name, IReadOnlyList<string?>? VarFiles = null, IReadOnlyList<string?>? PromoteTo = null);
