namespace StackOperator.Api.Updates;

/// <summary>Largest request bodies in bytes, after decompression.</summary>
internal static class UpdateLimits
{
    /// <summary>A whole state: import, checkpoints, and a journal batch, one entry of which may hold a state.</summary>
    public const long State = 128 * 1024 * 1024;

    /// <summary>A batch of engine events.</summary>
    public const long Events = 32 * 1024 * 1024;

    /// <summary>The create call: it carries the whole configuration.</summary>
    public const long Create = 16 * 1024 * 1024;
}
