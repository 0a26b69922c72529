namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>How server-side apply merges a map.</summary>
public enum XMapType
{
    Granular,
    Atomic,
}
