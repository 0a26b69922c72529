using StackOperator.Api.Documents;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Api.Stacks;
using StackOperator.Core.Updates;
using StackOperator.Store.Access;
using StackOperator.Store.Updates;

namespace StackOperator.Api.Updates;

/// <summary>The life of an update: create, start, renew, complete, cancel (pulumi-protocol 2.5).</summary>
internal static class UpdateEndpoints
{
    private const string Tag = "Updates";

    public static void MapUpdates(this IEndpointRouteBuilder api)
    {
        var lease = new LeaseAccess();
        foreach (var kind in (ReadOnlySpan<UpdateKind>)[UpdateKind.Update, UpdateKind.Preview, UpdateKind.Refresh, UpdateKind.Destroy])
        {
            var word = UpdateNames.Of(kind);
            api.MapPost($"{StackRoute.Stack}/{word}", context => CreateAsync(context, kind))
                .RequireRole(Role.Member).WithBodyLimit(UpdateLimits.Create)
                .Describe($"create{char.ToUpperInvariant(word[0])}{word[1..]}", $"Create an update of the kind {word}", Tag)
                .Explain("Creating takes no lock. The body is the Pulumi CLI's UpdateProgramRequest.")
                .Returns<CreateUpdateAnswer>(200, "The id, used by all calls that follow.").Fails(404);
        }

        api.MapPost(UpdateRoute.Update, StartAsync)
            .RequireRole(Role.Member)
            .Describe("startUpdate", "Start an update", Tag)
            .Explain("A state-changing update takes the stack until it is completed, cancelled, or its lease runs out. Tags that come along replace the stack's tags.")
            .Takes<StartUpdateRequest>().Returns<StartUpdateAnswer>(200, "The lease.").Fails(404, 409);
        api.MapPost($"{UpdateRoute.Update}/renew_lease", RenewAsync)
            .WithAccess(lease)
            .Describe("renewLease", "Renew the lease of a running update", Tag)
            .Takes<RenewLeaseRequest>().Returns<RenewLeaseAnswer>(200, "The lease.").Fails(403, 404);
        api.MapPost($"{UpdateRoute.Update}/complete", CompleteAsync)
            .WithAccess(lease)
            .Describe("completeUpdate", "Complete a running update", Tag)
            .Takes<CompleteUpdateRequest>().Returns(200, "Completed, now or before.").Fails(400, 403, 404, 409);
        api.MapPost($"{UpdateRoute.Update}/cancel", CancelAsync)
            .RequireRole(Role.Member)
            .Describe("cancelUpdate", "Cancel an update", Tag)
            .Explain("Updates of others need the role admin. What was saved so far stays.")
            .Returns(204, "Cancelled, or ended before.").Fails(403, 404);
        api.MapGet(UpdateRoute.Update, GetAsync)
            .RequireRole(Role.Viewer)
            .Describe("getUpdate", "Where an update stands", Tag)
            .Returns<UpdateStatusAnswer>(200, "The status.").Fails(404);
    }

    private static async Task CreateAsync(HttpContext context, UpdateKind kind)
    {
        using var pooled = await RequestBody.ReadAsync(context, context.RequestAborted);
        var body = CreateUpdateBody.Parse(pooled.Memory);
        var stack = StackRoute.IdentityOf(context);
        var update = new NewUpdate(kind, body.DryRun, context.GetCaller().Login, body.Message, body.Environment, body.Config);
        var id = await context.RequestServices.GetRequiredService<UpdateStore>().CreateAsync(stack, update, context.RequestAborted)
            ?? throw StackRoute.Unknown(stack).AsException();
        await JsonAnswer.WriteAsync(context, new CreateUpdateAnswer(id.ToString(), [], []), UpdateJsonContext.Default.CreateUpdateAnswer);
    }

    private static async Task StartAsync(HttpContext context)
    {
        var request = await RequestBody.ReadOptionalJsonAsync(context, UpdateJsonContext.Default.StartUpdateRequest, context.RequestAborted);
        StartTags.Check(request?.Tags);
        var address = UpdateRoute.AddressOf(context);
        var started = await context.RequestServices.GetRequiredService<UpdateStarter>()
            .StartAsync(address, request?.JournalVersion, CliVersion.Of(context), context.RequestAborted);
        var problem = started.Outcome switch
        {
            StartOutcome.Started => null,
            StartOutcome.StackNotFound => StackRoute.Unknown(address.Stack),
            StartOutcome.UpdateNotFound => UpdateRoute.Unknown(address.Stack),
            StartOutcome.Ended => ApiProblem.Conflict("the update has ended: create another one"),
            _ => StackBusy.Problem,
        };
        if (problem is not null)
        {
            throw problem.AsException();
        }

        await StartTags.ApplyAsync(context, address.Stack, request?.Tags, started.Tags);
        await JsonAnswer.WriteAsync(
            context,
            new StartUpdateAnswer(started.Version, started.Token, started.LeaseUntil.ToUnixTimeSeconds(), started.JournalVersion == 0 ? null : started.JournalVersion),
            UpdateJsonContext.Default.StartUpdateAnswer);
    }

    private static async Task RenewAsync(HttpContext context)
    {
        var request = await RequestBody.ReadOptionalJsonAsync(context, UpdateJsonContext.Default.RenewLeaseRequest, context.RequestAborted);
        var address = UpdateRoute.AddressOf(context);
        var token = LeaseAccess.TokenOf(context);
        var seconds = request?.Duration is { } asked and > 0 and < LeaseOptions.MaxSeconds ? asked : LeaseOptions.MaxSeconds;
        var renewed = await context.RequestServices.GetRequiredService<UpdateStore>()
            .RenewAsync(address, token, TimeSpan.FromSeconds(seconds), context.RequestAborted);
        if (UpdateProblems.OfRenewal(renewed, address) is { } problem)
        {
            throw problem.AsException();
        }

        await JsonAnswer.WriteAsync(context, new RenewLeaseAnswer(token, renewed.Until.ToUnixTimeSeconds()), UpdateJsonContext.Default.RenewLeaseAnswer);
    }

    private static async Task CompleteAsync(HttpContext context)
    {
        var request = await RequestBody.ReadJsonAsync(context, UpdateJsonContext.Default.CompleteUpdateRequest, context.RequestAborted);
        var status = UpdateNames.Status(request.Status);
        if (status is not (UpdateStatus.Succeeded or UpdateStatus.Failed))
        {
            throw ApiProblem.BadRequest("'status' must be 'succeeded' or 'failed'").AsException();
        }

        var address = UpdateRoute.AddressOf(context);
        var updates = context.RequestServices.GetRequiredService<UpdateStore>();
        var verdict = await updates.CompleteAsync(address, LeaseAccess.TokenOf(context), status.Value, context.RequestAborted);
        if (verdict == UpdateVerdict.NoState)
        {
            throw UpdateProblems.NoState((await updates.FindAsync(address, context.RequestAborted))?.Fault).AsException();
        }

        if (UpdateProblems.Of(verdict, address) is { } problem)
        {
            throw problem.AsException();
        }
    }

    private static async Task CancelAsync(HttpContext context)
    {
        var address = UpdateRoute.AddressOf(context);
        var updates = context.RequestServices.GetRequiredService<UpdateStore>();
        var update = await updates.FindAsync(address, context.RequestAborted) ?? throw UpdateRoute.Unknown(address.Stack).AsException();
        var caller = context.GetCaller();
        if (update.Author != caller.Login && await caller.RoleInAsync(address.Stack.Organization, context.RequestAborted) < Role.Admin)
        {
            throw ApiProblem.Forbidden($"cancelling an update of somebody else needs the role admin in organization '{address.Stack.Organization}'").AsException();
        }

        var verdict = await updates.CancelAsync(address, context.RequestAborted);
        if (verdict != UpdateVerdict.NoState && UpdateProblems.Of(verdict, address) is { } problem)
        {
            throw problem.AsException();
        }

        await JsonAnswer.NoContentAsync(context);
    }

    private static async Task GetAsync(HttpContext context)
    {
        var address = UpdateRoute.AddressOf(context);
        var update = await context.RequestServices.GetRequiredService<UpdateStore>().FindAsync(address, context.RequestAborted)
            ?? throw UpdateRoute.Unknown(address.Stack).AsException();
        var token = UpdateLifecycle.IsFinal(update.Status) ? null : "more";
        await JsonAnswer.WriteAsync(context, new UpdateStatusAnswer(UpdateNames.Of(update.Status), [], token), UpdateJsonContext.Default.UpdateStatusAnswer);
    }
}
