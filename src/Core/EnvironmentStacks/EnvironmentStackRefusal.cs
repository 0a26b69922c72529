namespace StackOperator.Core.EnvironmentStacks;

/// <summary>Why an object gets no rows, or not the ones it asks for.</summary>
/// <param name="Kind">The rule that refuses.</param>
/// <param name="Message">What is wrong, where, and what to do; it does not change while the cause stays.</param>
public sealed record EnvironmentStackRefusal(EnvironmentStackRefusalKind Kind, string Message);
