namespace StackOperator.Operator;

/// <summary>Settings of the operator that are not the runtime's.</summary>
internal sealed class StackOperatorOptions
{
    /// <summary>The namespace that may claim any organization; the operator's own.</summary>
    public string HomeNamespace { get; set; } = OperatorEnvironment.DefaultHomeNamespace;
}
