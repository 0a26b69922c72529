namespace StackOperator.Core.Updates;

/// <summary>The words the protocol and the database use for kinds and statuses (pulumi-protocol 2.3, 2.5, 2.8).</summary>
public static class UpdateNames
{
    /// <summary>The word of a kind.</summary>
    public static string Of(UpdateKind kind) => kind switch
    {
        UpdateKind.Update => "update",
        UpdateKind.Preview => "preview",
        UpdateKind.Refresh => "refresh",
        UpdateKind.Destroy => "destroy",
        UpdateKind.Import => "import",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    /// <summary>The word of a status.</summary>
    public static string Of(UpdateStatus status) => status switch
    {
        UpdateStatus.NotStarted => "not started",
        UpdateStatus.Running => "running",
        UpdateStatus.Succeeded => "succeeded",
        UpdateStatus.Failed => "failed",
        UpdateStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, message: null),
    };

    /// <summary>The word of a result in the history, whose list knows no cancelled update: it counts as failed.</summary>
    public static string ResultOf(UpdateStatus status) => status switch
    {
        UpdateStatus.NotStarted => "not-started",
        UpdateStatus.Running => "in-progress",
        UpdateStatus.Succeeded => "succeeded",
        _ => "failed",
    };

    /// <summary>The kind a word stands for, null for an unknown one.</summary>
    public static UpdateKind? Kind(string? word) => word switch
    {
        "update" => UpdateKind.Update,
        "preview" => UpdateKind.Preview,
        "refresh" => UpdateKind.Refresh,
        "destroy" => UpdateKind.Destroy,
        "import" => UpdateKind.Import,
        _ => null,
    };

    /// <summary>The status a word stands for, null for an unknown one.</summary>
    public static UpdateStatus? Status(string? word) => word switch
    {
        "not started" => UpdateStatus.NotStarted,
        "running" => UpdateStatus.Running,
        "succeeded" => UpdateStatus.Succeeded,
        "failed" => UpdateStatus.Failed,
        "cancelled" => UpdateStatus.Cancelled,
        _ => null,
    };
}
