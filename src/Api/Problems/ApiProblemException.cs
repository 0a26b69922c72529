namespace StackOperator.Api.Problems;

/// <summary>Carries an <see cref="ApiProblem"/> through code that cannot return one, such as a stream.</summary>
public sealed class ApiProblemException(ApiProblem problem) : Exception(problem.Message)
{
    /// <summary>What to answer.</summary>
    public ApiProblem Problem { get; } = problem;
}
