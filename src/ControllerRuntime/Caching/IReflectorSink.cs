namespace StackOperator.ControllerRuntime.Caching;

/// <summary>What a reflector feeds. The spans are only valid during the call; an object that cannot be read is counted and skipped.</summary>
internal interface IReflectorSink
{
    /// <summary>Starts to collect a whole new set; dropping it changes nothing.</summary>
    Replacement StartReplacement();

    void Collect(Replacement replacement, ReadOnlySpan<byte> json);

    /// <summary>Takes an object out of a set under collection: it was deleted meanwhile.</summary>
    void Discard(Replacement replacement, ReadOnlySpan<byte> json);

    /// <summary>Makes the collected set the current one.</summary>
    void Commit(Replacement replacement, string? resourceVersion);

    void Upsert(ReadOnlySpan<byte> json);

    void Delete(ReadOnlySpan<byte> json);

    /// <summary>The view has reached this version.</summary>
    void Advance(string resourceVersion);
}
