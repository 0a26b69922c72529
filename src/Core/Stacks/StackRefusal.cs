namespace StackOperator.Core.Stacks;

/// <summary>Why an object gets no row, or not the one it asks for.</summary>
/// <param name="Kind">The rule that refuses.</param>
/// <param name="Message">What is wrong, where, and what to do; it does not change while the cause stays.</param>
public sealed record StackRefusal(StackRefusalKind Kind, string Message);
