using System.Text.Json;

namespace StackOperator.Api.Stacks;

/// <summary>Body of <c>POST /api/stacks/{org}/{project}</c>.</summary>
/// <param name="StackName">Name of the new stack.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="State">A first deployment, sent by the CLI when secrets are not kept by this service.</param>
/// <param name="Config">Configuration kept by the service; not supported.</param>
/// <param name="Teams">Teams with access; not supported.</param>
internal sealed record CreateStackRequest(string? StackName, Dictionary<string, string?>? Tags, JsonElement? State, JsonElement? Config, List<string>? Teams);

/// <summary>Body of <c>POST …/rename</c>.</summary>
/// <param name="NewName"><c>org/project/name</c>, or the bare name; empty = keep.</param>
/// <param name="NewProject">The new project, with a bare name; empty = keep.</param>
internal sealed record RenameStackRequest(string? NewName, string? NewProject);

/// <summary>Body of <c>PATCH …/tags</c> that changes single tags; the CLI sends the flat map of the full set instead.</summary>
/// <param name="Tags">Tags to add or change; <c>null</c> removes.</param>
internal sealed record PatchTagsRequest(Dictionary<string, string?> Tags);

/// <summary>
/// A stack. The id is <c>org/project/stack</c>; the version is that of the latest state-changing update, 0 before the first;
/// the active update is empty when none runs.
/// </summary>
internal sealed record StackAnswer(
    string Id,
    string OrgName,
    string ProjectName,
    string StackName,
    IReadOnlyDictionary<string, string> Tags,
    long Version,
    string ActiveUpdate,
    OperationAnswer? CurrentOperation = null);

/// <summary>A running update.</summary>
/// <param name="Kind">update, refresh, destroy, …</param>
/// <param name="Author">Login of who started it.</param>
/// <param name="Started">Unix seconds.</param>
internal sealed record OperationAnswer(string Kind, string Author, long Started);

/// <summary>A page of stacks.</summary>
/// <param name="Stacks">In the order organization, project, name.</param>
/// <param name="ContinuationToken">Send it to get the next page; absent on the last.</param>
internal sealed record StackListAnswer(IReadOnlyList<ListedStackAnswer> Stacks, string? ContinuationToken);

/// <summary>A stack in a list. For the Pulumi CLI the last update is unix seconds instead (absent = never, 0 = running).</summary>
internal sealed record ListedStackAnswer(
    string Id,
    string OrgName,
    string ProjectName,
    string StackName,
    IReadOnlyDictionary<string, string> Tags,
    long Version,
    string ActiveUpdate,
    long? ResourceCount,
    LastUpdateAnswer? LastUpdate,
    StackLinksAnswer Links);

/// <summary>The latest state-changing update.</summary>
/// <param name="Kind">update, refresh, destroy, import.</param>
/// <param name="Status">running, succeeded, failed, cancelled.</param>
/// <param name="StartTime">RFC 3339.</param>
internal sealed record LastUpdateAnswer(string Kind, string Status, DateTimeOffset StartTime);

/// <summary>Addresses of a stack.</summary>
internal sealed record StackLinksAnswer(string Self);
