namespace StackOperator.ControllerRuntime.Generators;

/// <summary>Verbs on one resource (or one object of it), or on one non-resource URL.</summary>
internal sealed record RbacGrant(string Group, string Resource, string ResourceName, string Url, IReadOnlyList<string> Verbs);
