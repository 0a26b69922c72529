namespace StackOperator.Api.Documents;

/// <summary>One fault of a request.</summary>
/// <param name="Field">Where, such as <c>environments[0].name</c>.</param>
/// <param name="Code">A word for programs.</param>
/// <param name="Detail">What is wrong and what is allowed.</param>
/// <param name="Value">What was sent, where it holds no secret.</param>
/// <param name="WorkspaceId">The workspace that is in the way.</param>
/// <param name="StackId">The stack that is in the way.</param>
/// <param name="Path">The way around a cycle.</param>
public sealed record ProblemItemAnswer(string? Field, string Code, string Detail, string? Value, Guid? WorkspaceId, Guid? StackId, IReadOnlyList<string>? Path);
