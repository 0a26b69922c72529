namespace StackOperator.Store.Database;

/// <summary>What a database error means to a caller.</summary>
public enum SqlFault
{
    /// <summary>No database error, or one that only a change of code or data mends.</summary>
    Other,

    /// <summary>The connection broke, or the server is starting, stopping or full: the same call may succeed later.</summary>
    Unavailable,

    /// <summary>Serialization failure or deadlock: repeat the transaction at once.</summary>
    Contention,

    /// <summary>A unique constraint refused the row.</summary>
    UniqueViolation,

    /// <summary>A foreign key refused the row: what it refers to is gone.</summary>
    ForeignKeyViolation,

    /// <summary>A check or not-null constraint refused the row.</summary>
    InvalidRow,
}
