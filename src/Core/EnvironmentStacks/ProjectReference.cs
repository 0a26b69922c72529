namespace StackOperator.Core.EnvironmentStacks;

/// <summary>How a stack names its project: by id, by name, or not at all (the default project).</summary>
/// <param name="Id">An existing project.</param>
/// <param name="Name">A project that is made when it does not exist.</param>
public readonly record struct ProjectReference(Guid? Id, string? Name)
{
    /// <summary>Name of the project of stacks that name none.</summary>
    public const string DefaultName = "default";

    /// <summary>The name to look for or to make, when no id was given.</summary>
    public string NameOrDefault => Name ?? DefaultName;
}
