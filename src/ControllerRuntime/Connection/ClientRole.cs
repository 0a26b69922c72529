namespace StackOperator.ControllerRuntime.Connection;

/// <summary>What a client is for; each role has connections of its own, so that none can starve another.</summary>
public enum ClientRole
{
    /// <summary>Single calls. Refused calls that name a delay are repeated.</summary>
    Requests,

    /// <summary>Lists and watches. The reflector repeats them itself.</summary>
    Watches,

    /// <summary>Leader election: short timeout, no repeats.</summary>
    Leases,
}
