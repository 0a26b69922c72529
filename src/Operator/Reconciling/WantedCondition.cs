namespace StackOperator.Operator.Reconciling;

/// <summary>What a condition should say.</summary>
internal sealed record WantedCondition(string Type, string Status, string Reason, string Message);
