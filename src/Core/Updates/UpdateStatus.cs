namespace StackOperator.Core.Updates;

/// <summary>Where an update stands.</summary>
public enum UpdateStatus
{
    /// <summary>Created; blocks nothing.</summary>
    NotStarted,

    /// <summary>Started; holds the stack unless it is a dry run.</summary>
    Running,

    /// <summary>Completed by its client.</summary>
    Succeeded,

    /// <summary>Completed as failed by its client, or its lease ran out.</summary>
    Failed,

    /// <summary>Cancelled.</summary>
    Cancelled,
}
