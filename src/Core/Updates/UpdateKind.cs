namespace StackOperator.Core.Updates;

/// <summary>What an update does.</summary>
public enum UpdateKind
{
    /// <summary><c>up</c>, and <c>import</c> of resources.</summary>
    Update,

    /// <summary><c>preview</c>: never writes state.</summary>
    Preview,

    /// <summary><c>refresh</c>.</summary>
    Refresh,

    /// <summary><c>destroy</c>.</summary>
    Destroy,

    /// <summary>A state brought in whole (<c>stack import</c> and the <c>state</c> commands); succeeds at once.</summary>
    Import,
}
