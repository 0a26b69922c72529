namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>How server-side apply merges a list.</summary>
public enum XListType
{
    Atomic,
    Set,
    Map,
}
