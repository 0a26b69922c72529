namespace StackOperator.Api.Documents;

/// <summary>One documented query parameter; all are optional text.</summary>
public sealed record RouteQuery(string Name, string Text);
