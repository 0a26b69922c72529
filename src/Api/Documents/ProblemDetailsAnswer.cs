namespace StackOperator.Api.Documents;

/// <summary>Every error of the environment API (RFC 9457), as <c>application/problem+json</c>.</summary>
/// <param name="Type">Always <c>about:blank</c>.</param>
/// <param name="Title">Reason phrase of the status.</param>
/// <param name="Status">The HTTP status again.</param>
/// <param name="Code">A word for programs.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="RequestId">Names the request in logs.</param>
/// <param name="Errors">All faults of the request; absent when there is nothing to add.</param>
public sealed record ProblemDetailsAnswer(string Type, string Title, int Status, string Code, string Detail, string RequestId, IReadOnlyList<ProblemItemAnswer>? Errors);
