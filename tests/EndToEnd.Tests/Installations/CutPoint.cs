namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>When a <see cref="CutProxy"/> acts.</summary>
public enum CutPoint
{
    /// <summary>The server has not seen the piece: what was to be written is not.</summary>
    Before,

    /// <summary>What was written is done for good, a transaction committed, and the client does not know.</summary>
    After,
}
