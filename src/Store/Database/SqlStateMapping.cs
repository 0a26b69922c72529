using System.Net.Sockets;
using Npgsql;

namespace StackOperator.Store.Database;

/// <summary>The one place that knows SQLSTATE codes (PostgreSQL manual, appendix A).</summary>
public static class SqlStateMapping
{
    // Not among Npgsql's constants.
    private const string IdleInTransactionSessionTimeout = "25P03";
    private const string IdleSessionTimeout = "57P05";

    /// <summary>Classifies an exception of Npgsql, also when it is wrapped.</summary>
    public static SqlFault FaultOf(Exception exception) => exception switch
    {
        PostgresException postgres => FaultOf(postgres.SqlState),
        NpgsqlException { InnerException: PostgresException inner } => FaultOf(inner.SqlState),
        // Everything else that Npgsql throws is about the connection: broken, refused, timed out, pool exhausted.
        NpgsqlException => SqlFault.Unavailable,
        SocketException or IOException or TimeoutException => SqlFault.Unavailable,
        { InnerException: { } inner } => FaultOf(inner),
        _ => SqlFault.Other,
    };

    /// <summary>True when the same call may succeed later: <see cref="SqlFault.Unavailable"/> or <see cref="SqlFault.Contention"/>.</summary>
    public static bool IsTransient(Exception exception) => FaultOf(exception) is SqlFault.Unavailable or SqlFault.Contention;

    /// <summary>True when the named unique constraint refused a row.</summary>
    public static bool IsUniqueViolation(Exception exception, string constraint) => Violates(exception, PostgresErrorCodes.UniqueViolation, constraint);

    /// <summary>True when the named foreign key refused a row.</summary>
    public static bool IsForeignKeyViolation(Exception exception, string constraint) => Violates(exception, PostgresErrorCodes.ForeignKeyViolation, constraint);

    private static bool Violates(Exception exception, string sqlState, string constraint)
        => exception is PostgresException postgres && postgres.SqlState == sqlState && postgres.ConstraintName == constraint;

    private static SqlFault FaultOf(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => SqlFault.Contention,
        PostgresErrorCodes.UniqueViolation => SqlFault.UniqueViolation,
        PostgresErrorCodes.ForeignKeyViolation => SqlFault.ForeignKeyViolation,
        PostgresErrorCodes.CheckViolation or PostgresErrorCodes.NotNullViolation => SqlFault.InvalidRow,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable
            or IdleInTransactionSessionTimeout or IdleSessionTimeout or PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory => SqlFault.Unavailable,
        // Class 08: connection exceptions. A read-only server is a standby that was not promoted yet.
        _ when sqlState.StartsWith("08", StringComparison.Ordinal) => SqlFault.Unavailable,
        PostgresErrorCodes.ReadOnlySqlTransaction => SqlFault.Unavailable,
        _ => SqlFault.Other,
    };
}
