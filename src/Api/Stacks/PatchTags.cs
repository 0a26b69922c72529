using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Resources;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Store.StackQueries;

namespace StackOperator.Api.Stacks;

/// <summary><c>PATCH …/tags</c>: <c>{"tags": {…}}</c> changes single tags, a flat map replaces the full set (ADR 0006).</summary>
internal sealed class PatchTags(StackQueries queries, StackObjects objects, StackWriter writer)
{
    public async Task HandleAsync(HttpContext context)
    {
        var identity = StackRoute.IdentityOf(context);
        var members = await RequestBody.ReadJsonAsync(context, ApiJsonContext.Default.DictionaryStringJsonElement, context.RequestAborted);
        var (change, problem) = TagChange.Read(members);
        problem ??= await ApplyAsync(identity, change!, context.GetCaller().Login, context.RequestAborted);
        await (problem is null ? JsonAnswer.NoContentAsync(context) : ProblemResponse.WriteAsync(context, problem));
    }

    /// <summary>Changes the object of a stack and waits for the operator; null when done.</summary>
    public async Task<ApiProblem?> ApplyAsync(StackIdentity identity, TagChange change, string login, CancellationToken cancellationToken)
    {
        if (await queries.FindOwnershipAsync(identity, cancellationToken) is not { } row)
        {
            return StackRoute.Unknown(identity);
        }

        var (owner, failure) = await writer.FindOwnerAsync(identity, row, login, cancellationToken);
        var outcome = owner is null ? failure! : await writer.ChangeAsync(owner, Patch, cancellationToken);
        if (owner is not null && outcome == WriteOutcome.Refused)
        {
            (owner, failure) = await writer.FindOwnerAsync(identity, row with { OwnerUid = null }, login, cancellationToken);
            outcome = owner is null ? failure! : await writer.ChangeAsync(owner, Patch, cancellationToken);
        }

        return outcome.IsReady ? null : outcome.ToProblem($"the change of tags of stack '{identity}'");

        Task<StackResource?> Patch(OwningObject o) => change.Replaces
            ? objects.TryReplaceTagsAsync(o.Key, o.Uid, change.FullSet, cancellationToken)
            : objects.TryMergeTagsAsync(o.Key, o.Uid, change.Tags, cancellationToken);
    }
}
