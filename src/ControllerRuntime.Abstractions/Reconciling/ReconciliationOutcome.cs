namespace StackOperator.ControllerRuntime.Abstractions.Reconciling;

/// <summary>How a reconciliation ended.</summary>
public enum ReconciliationOutcome
{
    Success,
    Failure,
    Terminal,
}
