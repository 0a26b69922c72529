namespace StackOperator.Store.References;

/// <summary>What became of a write.</summary>
public enum ReferenceOutcome
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>There is no such row in the organization.</summary>
    Unknown,

    /// <summary>Another row has the name.</summary>
    NameTaken,

    /// <summary>What it refers to does not exist in the organization.</summary>
    UnknownReference,

    /// <summary>Others refer to it.</summary>
    InUse,

    /// <summary>A state would come to lie where another workspace keeps its own.</summary>
    StateTaken,
}
