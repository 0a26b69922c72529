namespace StackOperator.Store.Workspaces;

/// <summary>What became of a write of a workspace.</summary>
public enum WorkspaceOutcome
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>There is no such workspace in the organization.</summary>
    Unknown,

    /// <summary>Another workspace has the name.</summary>
    NameTaken,

    /// <summary>Another workspace keeps its state there.</summary>
    StateTaken,

    /// <summary>What it refers to does not exist in the organization, or went in the same moment.</summary>
    UnknownReference,

    /// <summary>It is a member of a stack.</summary>
    InStack,

    /// <summary>The workspace is not as the caller expected.</summary>
    Changed,
}
