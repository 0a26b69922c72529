namespace StackOperator.Testing.Faults;

/// <summary>Kinds of requests a rule may be for.</summary>
public enum FaultTarget
{
    /// <summary>All.</summary>
    Any,

    /// <summary>GET without watch: lists and single reads.</summary>
    List,

    /// <summary>Watches.</summary>
    Watch,

    /// <summary>Everything but GET.</summary>
    Write,
}
