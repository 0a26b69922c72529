namespace StackOperator.Store.Updates;

/// <summary>How a start went.</summary>
public enum StartOutcome
{
    /// <summary>It runs.</summary>
    Started,

    /// <summary>The stack does not exist.</summary>
    StackNotFound,

    /// <summary>The stack has no such update.</summary>
    UpdateNotFound,

    /// <summary>Another update holds the stack, or this one runs already.</summary>
    Busy,

    /// <summary>The update has ended.</summary>
    Ended,

    /// <summary>The stack is about to be deleted or renamed.</summary>
    Held,
}
