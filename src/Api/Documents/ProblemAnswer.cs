namespace StackOperator.Api.Documents;

/// <summary>Every error.</summary>
/// <param name="Code">The HTTP status again.</param>
/// <param name="Message">Reason phrase of the status, a colon, and what is wrong.</param>
/// <param name="Reason">A word for programs; on some errors only.</param>
public sealed record ProblemAnswer(int Code, string Message, string? Reason);
