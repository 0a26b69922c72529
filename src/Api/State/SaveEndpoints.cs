using StackOperator.Api.Documents;
using StackOperator.Api.Requests;
using StackOperator.Api.Security;
using StackOperator.Api.Updates;
using StackOperator.Core.Checkpoints;
using StackOperator.Core.Deployments;
using StackOperator.Core.Journal;
using StackOperator.Core.Updates;
using StackOperator.Store.Updates;

namespace StackOperator.Api.State;

/// <summary>How a running update saves its state (pulumi-protocol 2.6, 4.5 to 4.7).</summary>
internal static class SaveEndpoints
{
    private const string Tag = "State";

    public static void MapSaves(this IEndpointRouteBuilder api)
    {
        var lease = new LeaseAccess();
        api.MapPatch($"{UpdateRoute.Update}/checkpoint", SaveFullAsync)
            .WithAccess(lease).WithBodyLimit(UpdateLimits.State)
            .Describe("saveCheckpoint", "Save the whole state", Tag)
            .Returns(200, "Saved.").Fails(400, 403, 404, 409, 413);
        api.MapPatch($"{UpdateRoute.Update}/checkpointverbatim", SaveVerbatimAsync)
            .WithAccess(lease).WithBodyLimit(UpdateLimits.State)
            .Describe("saveCheckpointVerbatim", "Save the whole state as the base of deltas", Tag)
            .Returns(200, "Saved, now or before.").Fails(400, 403, 404, 409, 413);
        api.MapPatch($"{UpdateRoute.Update}/checkpointdelta", SaveDeltaAsync)
            .WithAccess(lease).WithBodyLimit(UpdateLimits.State)
            .Describe("saveCheckpointDelta", "Save the state as edits of the last text", Tag)
            .Returns(200, "Saved, now or before.").Fails(400, 403, 404, 409, 413);
        api.MapPatch($"{UpdateRoute.Update}/journalentries", AppendAsync)
            .WithAccess(lease).WithBodyLimit(UpdateLimits.State)
            .Describe("appendJournal", "Append journal entries", Tag)
            .Explain("A batch is stored whole or not at all; a repeated one changes nothing. 413 makes the client split the batch.")
            .Returns(200, "Stored durably, now or before.").Fails(400, 403, 404, 409, 413);
    }

    private static async Task SaveFullAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, context.RequestAborted);
        if (!FullCheckpoint.TryParse(body.Memory, out var state, out var refusal))
        {
            throw UpdateProblems.Of(refusal).AsException();
        }

        var update = UpdateRoute.AddressOf(context);
        Answer(await Saves(context).SaveFullAsync(update, LeaseAccess.TokenOf(context), state, body.Packed, context.RequestAborted), update);
    }

    private static async Task SaveVerbatimAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, context.RequestAborted);
        if (!VerbatimCheckpoint.TryParse(body.Memory, out var save, out var refusal))
        {
            throw UpdateProblems.Of(refusal).AsException();
        }

        var update = UpdateRoute.AddressOf(context);
        Answer(await Saves(context).SaveVerbatimAsync(update, LeaseAccess.TokenOf(context), save, body.Packed, context.RequestAborted), update);
    }

    private static async Task SaveDeltaAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, context.RequestAborted);
        if (!DeltaCheckpoint.TryParse(body.Memory, out var save, out var refusal))
        {
            throw UpdateProblems.Of(refusal).AsException();
        }

        var update = UpdateRoute.AddressOf(context);
        Answer(await Saves(context).SaveDeltaAsync(update, LeaseAccess.TokenOf(context), save, context.RequestAborted), update);
    }

    private static async Task AppendAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, context.RequestAborted);
        IReadOnlyList<JournalEntry> entries = [];
        StateRefusal? refusal = null;
        if (!body.Span.IsEmpty && !JournalBatch.TryParse(body.Memory, UpdateLifecycle.JournalVersion, out entries!, out refusal))
        {
            throw UpdateProblems.Of(refusal).AsException();
        }

        var update = UpdateRoute.AddressOf(context);
        var journal = context.RequestServices.GetRequiredService<JournalStore>();
        Answer(await journal.AppendAsync(update, LeaseAccess.TokenOf(context), entries, context.RequestAborted), update);
    }

    private static SaveStore Saves(HttpContext context) => context.RequestServices.GetRequiredService<SaveStore>();

    private static void Answer(WriteVerdict verdict, UpdateAddress update)
    {
        if (UpdateProblems.Of(verdict, update) is { } problem)
        {
            throw problem.AsException();
        }
    }
}
