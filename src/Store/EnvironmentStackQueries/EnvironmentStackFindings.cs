namespace StackOperator.Store.EnvironmentStackQueries;

/// <summary>How an environment stack that is to be made meets what exists.</summary>
/// <param name="Namespace">Namespace of the organization's objects; null when it has no row yet.</param>
/// <param name="UnknownReferences">Fields (in the words of the REST interface) that name something that does not exist in the organization.</param>
/// <param name="ForeignReferences">Fields that name something of another project.</param>
/// <param name="NameHolder">The stack that has the name.</param>
/// <param name="Collisions">Workspaces that have what its own would get: names first, each in the order of the environments.</param>
public sealed record EnvironmentStackFindings(
    string? Namespace,
    IReadOnlyList<string> UnknownReferences,
    IReadOnlyList<string> ForeignReferences,
    Guid? NameHolder,
    IReadOnlyList<EnvironmentCollision> Collisions);
