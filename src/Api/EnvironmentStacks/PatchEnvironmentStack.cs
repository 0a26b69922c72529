using Microsoft.Extensions.Options;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Resources;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Store.EnvironmentStackQueries;
using Outcome = StackOperator.Api.Resources.WriteOutcome<StackOperator.Crds.V1Alpha1.EnvironmentStacks.EnvironmentStackResource>;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary>
/// <c>PATCH /stacks/{id}</c>: name and project, together or not at all. Other fields may be sent back as they are. A change
/// that the operator refuses is taken back.
/// </summary>
internal sealed class PatchEnvironmentStack(
    EnvironmentStackQueries queries,
    EnvironmentStackChecks checks,
    EnvironmentStackObjects objects,
    EnvironmentStackOwners owners,
    ObjectWriter<EnvironmentStackResource> writer,
    IOptions<ApiOptions> options)
{
    public async Task HandleAsync(HttpContext context)
    {
        var id = RouteId.Of(context, "stack");
        var (record, problem) = await PatchAsync(context, id, context.RequestAborted);
        if (record is null)
        {
            await ProblemResponse.WriteAsync(context, problem!);
            return;
        }

        using var json = JsonScratch.Rent();
        EnvironmentStackJson.Write(json.Writer, record);
        await json.SendAsync(context);
    }

    private async Task<(EnvironmentStackRecord? Record, ApiProblem? Problem)> PatchAsync(HttpContext context, Guid id, CancellationToken cancellationToken)
    {
        var organization = OrganizationScope.Of(context).Organization;
        if (await queries.FindOwnershipAsync(organization, id, cancellationToken) is not { } row)
        {
            return (null, RouteId.Unknown("stack"));
        }

        var fields = FieldReader.Of(context);
        var draft = EnvironmentStackBody.Read(fields);
        var problem = CheckBody(fields, draft) ?? await CheckImmutableAsync(fields, draft, row, cancellationToken);
        var change = new Change(draft.Name is { } name && name != row.Record.Name ? name : null, Guid.TryParse(draft.ProjectId, out var project) && project != row.Record.ProjectId ? project : null);
        problem ??= await CheckReferencesAsync(organization, row.Record, change, cancellationToken) ?? await CheckExpectationAsync(context, organization, id, cancellationToken);
        if (problem is not null)
        {
            return (null, problem);
        }

        return change.IsNone ? (row.Record, null) : await ChangeAsync(organization, row, change, context.GetCaller().Login, cancellationToken);
    }

    private static ApiProblem? CheckBody(FieldReader fields, EnvironmentStackDraft draft)
    {
        foreach (var field in (string[])["name", "project_id"])
        {
            if (fields.IsNull(field))
            {
                fields.Note(field, ViolationCodes.Required, "this field cannot be removed");
            }
        }

        _ = fields.Id("project_id");
        var wrongName = draft.Name is not null ? EnvironmentStackValidator.CheckName(draft.Name) : null;
        return ValidationProblem.Of(fields.Faults.DistinctBy(static fault => (fault.Field, fault.Code)).ToList(), wrongName is null ? [] : [wrongName]);
    }

    /// <summary>Fields that never change may be sent with the value they have.</summary>
    private async Task<ApiProblem?> CheckImmutableAsync(FieldReader fields, EnvironmentStackDraft draft, EnvironmentStackOwnership row, CancellationToken cancellationToken)
    {
        var sent = EnvironmentStackBody.Fields.Where(field => field is not ("name" or "project_id") && fields.Has(field)).ToList();
        if (sent.Count == 0 || await queries.FindTemplateAsync(row.Record.Id, cancellationToken) is not { } template)
        {
            return null;
        }

        List<ProblemItem> items = [.. sent.Where(field => !IsUnchanged(field, draft, template)).Select(static field => new ProblemItem(
            field, ViolationCodes.ImmutableField, "this never changes after the creation of a stack: change its workspaces instead"))];
        return items.Count == 0 ? null : ValidationProblem.Of(StatusCodes.Status400BadRequest, items);
    }

    // The field alone is put in place of the stored one: what is not valid is another value, too.
    private static bool IsUnchanged(string field, EnvironmentStackDraft draft, EnvironmentStackTemplate template)
    {
        var stored = EnvironmentStackObjects.SpecOf(new EnvironmentStackIdentity(string.Empty, "any"), null, template).ToDraft();
        var candidate = field switch
        {
            "source_repo_url" => stored with { SourceRepoUrl = draft.SourceRepoUrl },
            "source_branch" => stored with { SourceBranch = draft.SourceBranch },
            "source_root" => stored with { SourceRoot = draft.SourceRoot },
            "vcs_integration_id" => stored with { VcsIntegrationId = draft.VcsIntegrationId },
            "credential_config_id" => stored with { CredentialConfigId = draft.CredentialConfigId },
            "state_backend_config_id" => stored with { StateBackendConfigId = draft.StateBackendConfigId },
            "execution_target" => stored with { ExecutionTarget = draft.ExecutionTarget },
            _ => stored with { Environments = draft.Environments },
        };
        return EnvironmentStackValidator.Validate(candidate, isNew: false).Template == template;
    }

    private async Task<ApiProblem?> CheckReferencesAsync(string organization, EnvironmentStackRecord record, Change change, CancellationToken cancellationToken)
    {
        if (change.ProjectId is { } target && !await checks.ProjectExistsAsync(organization, target, cancellationToken))
        {
            return ValidationProblem.Of(StatusCodes.Status400BadRequest, [new ProblemItem("project_id", ViolationCodes.UnknownReference, "there is no such project in the organization")]);
        }

        var items = new List<ProblemItem>();
        if (change.Name is { } name && await checks.FindNameHolderAsync(organization, name, record.Id, cancellationToken) is { } holder)
        {
            items.Add(EnvironmentStackProblems.NameTaken(name, holder));
        }

        if (change.ProjectId is { } project)
        {
            items.AddRange((await checks.FindScopeConflictsAsync(record.Id, project, cancellationToken)).Select(static conflict => new ProblemItem(
                "project_id", ViolationCodes.ScopeConflict, $"{conflict.Field} of workspace '{conflict.WorkspaceName}' names something that belongs to another project")
            { Value = conflict.ReferenceId.ToString(), WorkspaceId = conflict.WorkspaceId }));
        }

        return items.Count == 0 ? null : ValidationProblem.Of(StatusCodes.Status409Conflict, items);
    }

    private async Task<ApiProblem?> CheckExpectationAsync(HttpContext context, string organization, Guid id, CancellationToken cancellationToken)
    {
        if (!EntityTag.IsAsked(context.Request))
        {
            return null;
        }

        var present = await queries.FindAsync(organization, id, cancellationToken);
        return present is not null && EntityTag.IsExpected(context.Request, GetEnvironmentStack.TagOf(present)) ? null : EntityTag.Stale;
    }

    private async Task<(EnvironmentStackRecord? Record, ApiProblem? Problem)> ChangeAsync(string organization, EnvironmentStackOwnership row, Change change, string login, CancellationToken cancellationToken)
    {
        var (owner, outcome) = await owners.FindAsync(organization, row, options.Value.HomeNamespace, login, cancellationToken);
        if (owner is not null)
        {
            outcome = await writer.ChangeAsync(EnvironmentStackOwners.Of(owner), o => objects.TryChangeAsync(o, change.Name, change.ProjectId, cancellationToken), cancellationToken);
        }

        if (outcome is { IsReady: true })
        {
            return await queries.FindOwnershipAsync(organization, row.Record.Id, cancellationToken) is { } now ? (now.Record, null) : (null, RouteId.Unknown("stack"));
        }

        if (owner is not null && outcome!.Verdict is { Ready: false, Deleted: false, Object: { } refused })
        {
            await objects.RestoreAsync(refused, row.Record.Name, row.Record.ProjectId, cancellationToken);
        }

        if (outcome!.Verdict is { Deleted: true } || (outcome == Outcome.Refused && await queries.FindOwnershipAsync(organization, row.Record.Id, cancellationToken) is null))
        {
            return (null, RouteId.Unknown("stack"));
        }

        var reason = outcome == Outcome.TimedOut ? null : await CheckReferencesAsync(organization, row.Record, change, cancellationToken);
        return (null, reason ?? EnvironmentStackProblems.Of(outcome, $"the change of stack '{row.Record.Name}'"));
    }

    private sealed record Change(string? Name, Guid? ProjectId)
    {
        public bool IsNone => Name is null && ProjectId is null;
    }
}
