namespace StackOperator.ControllerRuntime.Abstractions.Queueing;

/// <summary>Priority of a queued key: changes run ahead of initial lists, without starving them.</summary>
public enum Lane
{
    High,
    Low,
}
