namespace StackOperator.ControllerRuntime.Abstractions.Events;

/// <summary>Type of an event.</summary>
public enum EventType
{
    Normal,
    Warning,
}
