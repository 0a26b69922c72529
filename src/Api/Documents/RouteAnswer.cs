namespace StackOperator.Api.Documents;

/// <summary>One documented answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">What it means; empty = the reason phrase.</param>
/// <param name="Body">Type of the body; null when there is none.</param>
public sealed record RouteAnswer(int Status, string Text, Type? Body);
