namespace StackOperator.Store.Database;

/// <summary>Keys of all advisory locks, so that no two uses share one by accident.</summary>
public static class AdvisoryLocks
{
    /// <summary>Held (session) by the process that migrates the schema.</summary>
    public const long Migration = 0x5354_4143_4B00_0001;

    /// <summary>Shared (transaction) by every write of the operator, exclusive while a new leader takes over.</summary>
    public const long Leadership = 0x5354_4143_4B00_0002;
}
