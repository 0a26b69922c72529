using Microsoft.Extensions.Options;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Resources;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Store.Access;
using StackOperator.Store.Claims;
using StackOperator.Store.EnvironmentStackQueries;
using Outcome = StackOperator.Api.Resources.WriteOutcome<StackOperator.Crds.V1Alpha1.EnvironmentStacks.EnvironmentStackResource>;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary>
/// <c>POST /stacks</c>. What is checked here saves an object; what decides is the operator's one transaction. Of many
/// callers at once the claim lets one go on; an attempt that ended without an answer leaves its claim, by which the same
/// caller's retry knows that what it finds is its own.
/// </summary>
internal sealed class CreateEnvironmentStack(
    IdentityClaims claims,
    EnvironmentStackChecks checks,
    EnvironmentStackQueries queries,
    ObjectWriter<EnvironmentStackResource> writer,
    IWriteSteps steps,
    IOptions<ApiOptions> options)
{
    public async Task HandleAsync(HttpContext context)
    {
        var scope = OrganizationScope.Of(context);
        var fields = FieldReader.Of(context);
        var draft = EnvironmentStackBody.Read(fields);
        if (draft.ExecutionTarget is { } target && ExecutionTargets.Parse(target) == ExecutionTarget.Agent && scope.Role < Role.Admin)
        {
            await ProblemResponse.WriteAsync(context, EnvironmentStackProblems.AgentNeedsAdmin);
            return;
        }

        var validation = EnvironmentStackValidator.Validate(draft);
        if (ValidationProblem.Of(fields.Faults, validation.Violations) is { } wrong)
        {
            await ProblemResponse.WriteAsync(context, wrong);
            return;
        }

        var demand = new Demand(new EnvironmentStackIdentity(scope.Organization, validation.Name), validation.Project.Id, validation.Template!, context.GetCaller().Login);
        var (record, problem) = await CreateAsync(demand, context.RequestAborted);
        await (record is null ? ProblemResponse.WriteAsync(context, problem!) : AnswerAsync(context, record));
    }

    private async Task<(EnvironmentStackRecord? Record, ApiProblem? Problem)> CreateAsync(Demand demand, CancellationToken cancellationToken)
    {
        var claim = await claims.ClaimAsync(demand.Claim, demand.Login, writer.Lease, cancellationToken);
        if (claim == ClaimOutcome.Busy)
        {
            return (null, ValidationProblem.Of(StatusCodes.Status409Conflict, [EnvironmentStackProblems.NameTaken(demand.Identity.Name, null)]));
        }

        var answered = false;
        try
        {
            await steps.ReachedAsync(WriteStep.Claimed);
            var findings = await LookAsync(demand, cancellationToken);
            // Whoever continues may meet what its own earlier attempt made.
            var problem = EnvironmentStackProblems.OfReferences(findings) ?? (claim == ClaimOutcome.Fresh ? OfCollisions(demand, findings) : null);
            if (problem is not null)
            {
                answered = true;
                return (null, problem);
            }

            var outcome = await WriteAsync(demand, findings.Namespace ?? options.Value.HomeNamespace, claim == ClaimOutcome.TakenOver, cancellationToken);
            var answer = await ConcludeAsync(demand, outcome, cancellationToken);
            answered = outcome != Outcome.TimedOut;
            return answer;
        }
        finally
        {
            // Without an answer, or with a fault, the claim stays for the retry.
            await (answered ? claims.DropAsync(demand.Claim, CancellationToken.None) : claims.AbandonAsync(demand.Claim, CancellationToken.None));
        }
    }

    private async Task<Outcome> WriteAsync(Demand demand, string @namespace, bool mayContinue, CancellationToken cancellationToken)
    {
        var draft = new ObjectDraft<EnvironmentStackResource>(
            attempt => new NamespacedName(@namespace, EnvironmentStackHandle.For(demand.Identity, attempt)),
            key => EnvironmentStackObjects.New(key, demand.Identity, demand.ProjectId, demand.Template, demand.Login),
            present => new EnvironmentStackIdentity(present.Spec.Organization, present.Spec.Name) == demand.Identity,
            // Whatever an earlier attempt asked for, the operator decides about it first: it may be a stack already.
            mayContinue ? static (_, present) => Task.FromResult<EnvironmentStackResource?>(present) : null);
        var outcome = await writer.CreateAsync(draft, cancellationToken);
        if (!mayContinue || outcome.Verdict is not { Ready: false, Deleted: false, Object: { } refused } verdict || IsSame(demand, refused))
        {
            return outcome;
        }

        // The earlier attempt was refused and asked for something else: it makes room.
        await writer.WithdrawAsync(verdict, cancellationToken);
        return await writer.CreateAsync(draft, cancellationToken);
    }

    private async Task<(EnvironmentStackRecord? Record, ApiProblem? Problem)> ConcludeAsync(Demand demand, Outcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is { IsReady: true, Verdict.Object: { } made } && Guid.TryParse(made.Status.Id, out var id))
        {
            return IsSame(demand, made) && await queries.FindOwnershipAsync(demand.Identity.Organization, id, cancellationToken) is { } row
                ? (row.Record, null)
                : (null, ValidationProblem.Of(StatusCodes.Status409Conflict, [EnvironmentStackProblems.NameTaken(demand.Identity.Name, id)]));
        }

        if (outcome.Verdict is { Ready: false, Deleted: false } refused)
        {
            await writer.WithdrawAsync(refused, cancellationToken);
        }

        if (outcome == Outcome.TimedOut)
        {
            return (null, EnvironmentStackProblems.Of(outcome, What(demand)));
        }

        // The operator said no: who is in the way tells the database.
        var findings = await LookAsync(demand, cancellationToken);
        return (null, EnvironmentStackProblems.OfReferences(findings) ?? OfCollisions(demand, findings) ?? Otherwise(demand, outcome));
    }

    private static ApiProblem Otherwise(Demand demand, Outcome outcome) => outcome == Outcome.Taken
        ? ValidationProblem.Of(StatusCodes.Status409Conflict, [EnvironmentStackProblems.NameTaken(demand.Identity.Name, null)])
        : EnvironmentStackProblems.Of(outcome, What(demand));

    private Task<EnvironmentStackFindings> LookAsync(Demand demand, CancellationToken cancellationToken) =>
        checks.LookAsync(demand.Identity.Organization, demand.Identity.Name, demand.ProjectId, demand.Template, cancellationToken);

    private static bool IsSame(Demand demand, EnvironmentStackResource present)
    {
        var theirs = EnvironmentStackValidator.Validate(present.Spec.ToDraft(), isNew: false);
        return theirs.Template == demand.Template && theirs.Project == new ProjectReference(demand.ProjectId, null);
    }

    private static ApiProblem? OfCollisions(Demand demand, EnvironmentStackFindings findings) => EnvironmentStackProblems.OfCollisions(demand.Identity.Name, findings);

    private static string What(Demand demand) => $"the creation of stack '{demand.Identity.Name}'";

    private static async Task AnswerAsync(HttpContext context, EnvironmentStackRecord record)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/stacks/{record.Id}";
        using var json = JsonScratch.Rent();
        EnvironmentStackJson.Write(json.Writer, record);
        await json.SendAsync(context);
    }

    private sealed record Demand(EnvironmentStackIdentity Identity, Guid? ProjectId, EnvironmentStackTemplate Template, string Login)
    {
        /// <summary>What is claimed. A Pulumi project has a name, so the empty one keeps the two kinds apart.</summary>
        public StackIdentity Claim => new(Identity.Organization, string.Empty, Identity.Name);
    }
}
