namespace StackOperator.Core.Deployments;

/// <summary>Carries a refusal out of nested parsing; never leaves this assembly.</summary>
internal sealed class StateRefusedException(StateRefusal refusal) : Exception(refusal.Message)
{
    public StateRefusedException(StateRefusalKind kind, string where, string what)
        : this(new StateRefusal(kind, where, what))
    {
    }

    public StateRefusal Refusal { get; } = refusal;

    /// <summary>The same refusal, seen from the value that holds the faulty one.</summary>
    public StateRefusedException Within(string outer) =>
        new(Refusal with { Where = Refusal.Where.Length == 0 ? outer : $"{outer}.{Refusal.Where}" });
}
