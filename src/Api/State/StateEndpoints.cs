using System.Globalization;
using StackOperator.Api.Documents;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Api.Stacks;
using StackOperator.Api.Updates;
using StackOperator.Core.Deployments;
using StackOperator.Store.Access;
using StackOperator.Store.Updates;

namespace StackOperator.Api.State;

/// <summary>Export and import of whole states (pulumi-protocol 2.3).</summary>
internal static class StateEndpoints
{
    private const string Tag = "State";

    public static void MapState(this IEndpointRouteBuilder api)
    {
        api.MapGet($"{StackRoute.Stack}/export", context => ExportAsync(context, null))
            .RequireRole(Role.Viewer)
            .Describe("exportStack", "The present state of a stack", Tag)
            .Explain("Byte for byte what was saved or imported. While an update runs: what it has saved so far.")
            .Returns(200, "The state with its version wrapper.").Fails(404);
        api.MapGet($"{StackRoute.Stack}/export/{{version}}", ExportVersionAsync)
            .RequireRole(Role.Viewer)
            .Describe("exportStackVersion", "The state at the end of a version", Tag)
            .Returns(200, "The state with its version wrapper.").Fails(404);
        api.MapPost($"{StackRoute.Stack}/import", ImportAsync)
            .RequireRole(Role.Member).WithBodyLimit(UpdateLimits.State)
            .Describe("importStack", "Replace the state of a stack", Tag)
            .Explain("Makes a version. Refused while an update runs.")
            .Returns<ImportAnswer>(200, "The import as an update; it has succeeded.").Fails(400, 404, 409, 413);
    }

    private static Task ExportVersionAsync(HttpContext context) =>
        long.TryParse((string?)context.Request.RouteValues["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? ExportAsync(context, version)
            : throw NoVersion(context).AsException();

    private static async Task ExportAsync(HttpContext context, long? version)
    {
        var stack = StackRoute.IdentityOf(context);
        var states = context.RequestServices.GetRequiredService<StateReader>();
        using var exported = version is { } number
            ? await states.ExportAsync(stack, number, context.RequestAborted)
            : await states.ExportAsync(stack, context.RequestAborted);
        if (!exported.StackExists)
        {
            throw StackRoute.Unknown(stack).AsException();
        }

        await PackedAnswer.WriteAsync(context, exported.Text ?? throw NoVersion(context).AsException());
    }

    private static async Task ImportAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, context.RequestAborted);
        if (!DeploymentEnvelope.TryParse(body.Memory, out var state, out var refusal))
        {
            throw UpdateProblems.Of(refusal).AsException();
        }

        var stack = StackRoute.IdentityOf(context);
        var outcome = await context.RequestServices.GetRequiredService<StateImporter>()
            .ImportAsync(stack, state, body.Packed, context.GetCaller().Login, context.RequestAborted);
        if (!outcome.StackExists)
        {
            throw StackRoute.Unknown(stack).AsException();
        }

        var id = outcome.UpdateId ?? throw StackBusy.Problem.AsException();
        await JsonAnswer.WriteAsync(context, new ImportAnswer(id.ToString()), UpdateJsonContext.Default.ImportAnswer);
    }

    private static ApiProblem NoVersion(HttpContext context) => ApiProblem.NotFound($"stack '{StackRoute.IdentityOf(context)}' has no such version");
}
