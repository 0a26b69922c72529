namespace StackOperator.Api.Problems;

/// <summary>One fault of a request, in the <c>errors</c> of a problem document.</summary>
/// <param name="Field">Where, such as <c>environments[0].name</c>; null when no field is to blame.</param>
/// <param name="Code">A word for programs.</param>
/// <param name="Detail">What is wrong and what is allowed.</param>
public sealed record ProblemItem(string? Field, string Code, string Detail)
{
    /// <summary>The value that is refused; never set where it may hold a secret.</summary>
    public string? Value { get; init; }

    /// <summary>The stack that is in the way.</summary>
    public Guid? StackId { get; init; }

    /// <summary>The workspace that is in the way; its <c>stack_id</c> is shown with it, null or not.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>The way around a cycle: names, the first again at the end.</summary>
    public IReadOnlyList<string>? Path { get; init; }
}
