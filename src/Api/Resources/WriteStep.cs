namespace StackOperator.Api.Resources;

/// <summary>The steps of writes, in order.</summary>
internal enum WriteStep
{
    /// <summary>The identity is claimed.</summary>
    Claimed,

    /// <summary>Updates are kept from starting.</summary>
    Held,

    /// <summary>The object is created, patched or deleted.</summary>
    Written,

    /// <summary>The operator has decided.</summary>
    Decided,
}
