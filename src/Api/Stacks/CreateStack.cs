using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Resources;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Core.Names;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Store.Claims;

namespace StackOperator.Api.Stacks;

/// <summary>
/// <c>POST /api/stacks/{org}/{project}</c>. Of many callers at once the claim lets one go on; it makes the object and waits
/// for the operator. An attempt that ended without an answer leaves its claim, by which the same caller's retry knows that
/// what it finds is its own.
/// </summary>
internal sealed class CreateStack(
    OrganizationFounding founding,
    IdentityClaims claims,
    StackWriter writer,
    IInitialState initialState,
    IWriteSteps steps)
{
    public async Task HandleAsync(HttpContext context)
    {
        var request = await RequestBody.ReadJsonAsync(context, ApiJsonContext.Default.CreateStackRequest, context.RequestAborted);
        var values = context.Request.RouteValues;
        var identity = new StackIdentity((string)values["org"]!, (string)values["project"]!, request.StackName!);
        var caller = context.GetCaller();
        var problem = Check(identity, request) ?? initialState.Check(request.State) ?? await founding.EnsureAsync(caller, identity.Organization, context.RequestAborted);
        if (problem is not null)
        {
            await ProblemResponse.WriteAsync(context, problem);
            return;
        }

        var (claim, exists) = await claims.ClaimNewAsync(identity, caller.Login, writer.Lease, context.RequestAborted);
        if (claim == ClaimOutcome.Busy)
        {
            await ProblemResponse.WriteAsync(context, AlreadyExists(identity));
            return;
        }

        var outcome = await CreateClaimedAsync(identity, request, caller, claim, exists, context.RequestAborted);
        await AnswerAsync(context, identity, outcome);
    }

    private async Task<WriteOutcome> CreateClaimedAsync(StackIdentity identity, CreateStackRequest request, Caller caller, ClaimOutcome claim, bool exists, CancellationToken cancellationToken)
    {
        var outcome = WriteOutcome.TimedOut;
        try
        {
            await steps.ReachedAsync(WriteStep.Claimed);
            if (claim == ClaimOutcome.Fresh && exists)
            {
                return outcome = WriteOutcome.Taken;
            }

            outcome = await writer.CreateAsync(identity, TagsOf(request), caller.Login, claim == ClaimOutcome.TakenOver, cancellationToken);
            if (outcome.IsReady && request.State is { } state)
            {
                var saved = outcome;
                outcome = WriteOutcome.TimedOut;
                await initialState.SaveAsync(identity, state, caller.Login, cancellationToken);
                outcome = saved;
            }
            else if (outcome.Verdict is { Ready: false, Deleted: false } verdict)
            {
                await writer.WithdrawAsync(verdict, cancellationToken);
            }

            return outcome;
        }
        finally
        {
            // Without an answer, or with a fault, the claim stays for the retry.
            await (outcome == WriteOutcome.TimedOut ? claims.AbandonAsync(identity, CancellationToken.None) : claims.DropAsync(identity, CancellationToken.None));
        }
    }

    private static async Task AnswerAsync(HttpContext context, StackIdentity identity, WriteOutcome outcome)
    {
        if (outcome is not { IsReady: true, Verdict.Object: { } made })
        {
            var taken = outcome == WriteOutcome.Taken || outcome.IsRefusedAs(StackConditions.ReasonIdentityTaken);
            await ProblemResponse.WriteAsync(context, taken ? AlreadyExists(identity) : outcome.ToProblem($"the creation of stack '{identity}'"));
            return;
        }

        var answer = new StackAnswer(
            identity.ToString(),
            identity.Organization,
            identity.Project,
            identity.Name,
            made.Spec.Tags is { } tags ? new Dictionary<string, string>(tags, StringComparer.Ordinal) : TagSet.Empty,
            made.Status.Version ?? 0,
            made.Status.ActiveUpdate ?? string.Empty);
        await JsonAnswer.WriteAsync(context, answer, ApiJsonContext.Default.StackAnswer);
    }

    private static ApiProblem? Check(StackIdentity identity, CreateStackRequest request)
    {
        if (string.IsNullOrEmpty(identity.Name))
        {
            return ApiProblem.BadRequest("'stackName' is missing: name the new stack");
        }

        var fault = NameRules.CheckOrganization(identity.Organization) ?? NameRules.CheckProject(identity.Project) ?? NameRules.CheckStack(identity.Name) ?? TagRules.Check(request.Tags);
        if (fault is not null)
        {
            return ApiProblem.BadRequest(fault);
        }

        if (request.Config is { ValueKind: not System.Text.Json.JsonValueKind.Null })
        {
            return ApiProblem.BadRequest("'config' is not supported: keep the configuration in Pulumi.<stack>.yaml");
        }

        return request.Teams is { Count: > 0 } ? ApiProblem.BadRequest("'teams' are not supported: roles are given per organization") : null;
    }

    private static ApiProblem AlreadyExists(StackIdentity identity) => ApiProblem.Conflict($"stack '{identity}' already exists");

    private static Dictionary<string, string> TagsOf(CreateStackRequest request) =>
        request.Tags?.ToDictionary(static tag => tag.Key, static tag => tag.Value!, StringComparer.Ordinal) ?? [];
}
