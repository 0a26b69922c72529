using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Access;
using StackOperator.Store.References;
using StackOperator.Store.Workspaces;

namespace StackOperator.Api.Workspaces;

/// <summary>Creates, changes and deletes workspaces. Members of stacks are ordinary ones, except that they cannot go, nor leave the stack's project.</summary>
internal sealed class WorkspaceWrites(WorkspaceStore store, WorkspaceProblems problems, ReferenceChecks references)
{
    public async Task CreateAsync(HttpContext context)
    {
        var (scope, fields) = (OrganizationScope.Of(context), FieldReader.Of(context));
        foreach (var needed in ((string[])["name", "project_id"]).Where(needed => !fields.Has(needed)))
        {
            fields.Require(needed);
        }

        var id = Guid.CreateVersion7();
        // Keys of stacks hold a slash: one made of the id alone meets none of them.
        var row = WorkspaceBody.Apply(fields, new WorkspaceRow { Id = id, StateKey = id.ToString() });
        if (Check(fields, scope, row, ExecutionTargets.Managed) is { } wrong)
        {
            await ProblemResponse.WriteAsync(context, wrong);
            return;
        }

        if (await CheckReferencesAsync(scope.Organization, row, context.RequestAborted) is { } unknown)
        {
            await ProblemResponse.WriteAsync(context, unknown);
            return;
        }

        var (outcome, made) = await store.InsertAsync(scope.Organization, row, context.RequestAborted);
        if (outcome != WorkspaceOutcome.Done || made is null)
        {
            await ProblemResponse.WriteAsync(context, await problems.OfAsync(outcome, scope.Organization, row, context.RequestAborted));
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/workspaces/{id}";
        await AnswerAsync(context, made);
    }

    public async Task PatchAsync(HttpContext context)
    {
        var (scope, id) = (OrganizationScope.Of(context), RouteId.Of(context, "workspace"));
        if (await store.FindAsync(scope.Organization, id, context.RequestAborted) is not { } present)
        {
            await ProblemResponse.WriteAsync(context, RouteId.Unknown("workspace"));
            return;
        }

        var fields = FieldReader.Of(context);
        var wanted = WorkspaceBody.Apply(fields, present);
        var problem = Check(fields, scope, wanted, present.ExecutionTarget) ?? await CheckReferencesAsync(scope.Organization, wanted, context.RequestAborted) ?? CheckProject(present, wanted);
        if (problem is not null)
        {
            await ProblemResponse.WriteAsync(context, problem);
            return;
        }

        var (outcome, row) = await store.UpdateAsync(scope.Organization, id, current => Change(context, fields, current, ref wanted), context.RequestAborted);
        await (outcome == WorkspaceOutcome.Done && row is not null
            ? AnswerAsync(context, row)
            : ProblemResponse.WriteAsync(context, await problems.OfAsync(outcome, scope.Organization, wanted, context.RequestAborted)));
    }

    public async Task DeleteAsync(HttpContext context)
    {
        var (scope, id) = (OrganizationScope.Of(context), RouteId.Of(context, "workspace"));
        var (outcome, row) = await store.DeleteAsync(scope.Organization, id, current => EntityTag.IsExpected(context.Request, EntityTag.Of(WorkspaceJson.Write(current))), context.RequestAborted);
        await (outcome == WorkspaceOutcome.Done
            ? JsonAnswer.NoContentAsync(context)
            : ProblemResponse.WriteAsync(context, await problems.OfAsync(outcome, scope.Organization, row ?? new WorkspaceRow(), context.RequestAborted)));
    }

    internal static Task AnswerAsync(HttpContext context, WorkspaceRow row)
    {
        var json = WorkspaceJson.Write(row);
        context.Response.Headers.ETag = EntityTag.Of(json);
        return JsonAnswer.WriteBytesAsync(context, json);
    }

    // The row is locked: what others changed since it was read stays.
    private static (WorkspaceOutcome Outcome, WorkspaceRow? Row) Change(HttpContext context, FieldReader fields, WorkspaceRow current, ref WorkspaceRow wanted)
    {
        if (!EntityTag.IsExpected(context.Request, EntityTag.Of(WorkspaceJson.Write(current))))
        {
            return (WorkspaceOutcome.Changed, null);
        }

        wanted = WorkspaceBody.Apply(fields, current);
        return CheckProject(current, wanted) is null ? (WorkspaceOutcome.Done, wanted) : (WorkspaceOutcome.InStack, null);
    }

    private static ApiProblem? Check(FieldReader fields, OrganizationScope scope, WorkspaceRow row, string target)
    {
        if (row.ExecutionTarget != target && scope.Role < Role.Admin)
        {
            return WorkspaceProblems.TargetNeedsAdmin;
        }

        return ValidationProblem.Of(fields.Faults, []);
    }

    private static ApiProblem? CheckProject(WorkspaceRow present, WorkspaceRow wanted) => present.StackId is not null && wanted.ProjectId != present.ProjectId
        ? WorkspaceProblems.InStack(present, "project_id", "the workspace is an environment of a stack: move the stack, which moves all its workspaces")
        : null;

    private async Task<ApiProblem?> CheckReferencesAsync(string organization, WorkspaceRow row, CancellationToken cancellationToken)
    {
        List<NamedReference> named =
        [
            new("project_id", ReferenceKind.Project, row.ProjectId),
            .. row.CredentialConfigIds.Select(static (id, i) => new NamedReference($"credential_config_ids[{i}]", ReferenceKind.CredentialConfig, id)),
        ];
        Add("vcs_integration_id", ReferenceKind.VcsIntegration, row.VcsIntegrationId);
        Add("state_backend_config_id", ReferenceKind.StateBackendConfig, row.StateBackendConfigId);
        Add("state_backend_credential_config_id", ReferenceKind.CredentialConfig, row.StateBackendCredentialConfigId);
        var faults = await references.CheckAsync(organization, row.ProjectId, named, cancellationToken);
        return faults.Count == 0
            ? null
            : ValidationProblem.Of(StatusCodes.Status400BadRequest, [.. faults.Select(static fault => fault.IsForeign
                ? new ProblemItem(fault.Field, ViolationCodes.ScopeMismatch, "it belongs to another project than the workspace")
                : new ProblemItem(fault.Field, ViolationCodes.UnknownReference, "there is nothing with this id in the organization"))]);

        void Add(string field, ReferenceKind kind, Guid? id)
        {
            if (id is { } given)
            {
                named.Add(new NamedReference(field, kind, given));
            }
        }
    }
}
