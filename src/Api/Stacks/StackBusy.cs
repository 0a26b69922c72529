using StackOperator.Api.Problems;

namespace StackOperator.Api.Stacks;

/// <summary>409 while an update runs. Pulumi's automation SDKs look for exactly this text.</summary>
public static class StackBusy
{
    /// <summary>The problem.</summary>
    public static readonly ApiProblem Problem = ApiProblem.Conflict("Another update is currently in progress.");
}
