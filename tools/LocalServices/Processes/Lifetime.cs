namespace StackOperator.LocalServices.Processes;

/// <summary>How long a started process lives.</summary>
public enum Lifetime
{
    /// <summary>The kernel kills it when the process that started it dies, however that dies.</summary>
    WithParent,

    /// <summary>It has a session of its own and goes on when the process that started it ends.</summary>
    Detached,
}
