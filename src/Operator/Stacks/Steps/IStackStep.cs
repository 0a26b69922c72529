namespace StackOperator.Operator.Stacks.Steps;

/// <summary>One step of reconciling a Stack.</summary>
internal interface IStackStep
{
    /// <summary>Runs the step.</summary>
    /// <returns>Null to go on with the next step, or how the reconciliation ends.</returns>
    Task<StackOutcome?> RunAsync(StackInput input, CancellationToken cancellationToken);
}
