namespace StackOperator.Core.Deployments;

/// <summary>A refused state, checkpoint or journal: the caller's fault, never stored. Carries no values of the state, which may be secret.</summary>
/// <param name="Kind">What kind of fault.</param>
/// <param name="Where">Path of the fault, such as <c>deployment.resources[3].urn</c>, or a position in the text.</param>
/// <param name="What">What is wrong there and what is allowed, one sentence.</param>
public sealed record StateRefusal(StateRefusalKind Kind, string Where, string What)
{
    /// <summary>The sentence to show.</summary>
    public string Message => $"{Where}: {What}";
}
