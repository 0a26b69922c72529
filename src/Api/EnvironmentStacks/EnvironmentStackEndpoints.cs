using StackOperator.Api.Documents;
using StackOperator.Api.EnvironmentStacks.Graphs;
using StackOperator.Api.Idempotency;
using StackOperator.Api.Requests;
using StackOperator.Api.Security;
using StackOperator.Store.Access;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary>Environment stacks: create, read, list, rename or move, delete.</summary>
internal static class EnvironmentStackEndpoints
{
    private const string Tag = "Environment stacks";
    private const string One = "/stacks/{id}";

    public static void MapEnvironmentStacks(this IEndpointRouteBuilder app)
    {
        MapWrites(app, app.ServiceProvider);
        MapReads(app, app.ServiceProvider);
    }

    private static void MapWrites(IEndpointRouteBuilder app, IServiceProvider services)
    {
        app.MapPost("/stacks", IdempotentHandler.For<CreateEnvironmentStack>(services, static (handler, context) => handler.HandleAsync(context))).RequireOrganization(Role.Member).TakesJson()
            .Describe("createEnvironmentStack", "Create a stack with its workspaces and promotions", Tag)
            .Explain("In one transaction: the stack, one workspace `{stack}-{environment}` for each environment with the state key `{stack}/{environment}`, and one promotion for each entry of `promote_to`. Repeatable with `Idempotency-Key`.")
            .Takes<CreateEnvironmentStackRequest>().Returns<EnvironmentStackAnswer>(201, "The stack; Location names it.").Fails(400, 409, 413, 415, 503);
        app.MapPatch(One, LazyHandler.For<PatchEnvironmentStack>(services, static (handler, context) => handler.HandleAsync(context))).RequireOrganization(Role.Member).TakesJson()
            .Describe("patchEnvironmentStack", "Rename a stack, or move it with its workspaces to another project", Tag)
            .Explain("Workspaces keep their names and state keys. Environments and shared settings never change: with another value than the stored one they are 400 `immutable_field`.")
            .Takes<PatchEnvironmentStackRequest>().Returns<EnvironmentStackAnswer>(200, "The stack, changed.").Fails(400, 404, 409, 412, 413, 415, 503);
        app.MapDelete(One, LazyHandler.For<DeleteEnvironmentStack>(services, static (handler, context) => handler.HandleAsync(context))).RequireOrganization(Role.Admin)
            .Describe("deleteEnvironmentStack", "Delete a stack; its workspaces and their dependencies stay", Tag)
            .Returns(204, "It is gone.").Fails(404, 412, 503);
    }

    private static void MapReads(IEndpointRouteBuilder app, IServiceProvider services)
    {
        app.MapGet("/stacks", LazyHandler.For<ListEnvironmentStacks>(services, static (handler, context) => handler.HandleAsync(context))).RequireOrganization(Role.Viewer)
            .Describe("listEnvironmentStacks", "All stacks of the organization, newest first", Tag)
            .Query("limit", "1 to 500; all when absent.").Query("cursor", "From the Link header of the page before.")
            .Returns<EnvironmentStackAnswer[]>(200, "The stacks.").Fails(400);
        app.MapGet(One, LazyHandler.For<GetEnvironmentStack>(services, static (handler, context) => handler.HandleAsync(context))).RequireOrganization(Role.Viewer)
            .Describe("getEnvironmentStack", "A stack with its environments", Tag)
            .Returns<EnvironmentStackDetailAnswer>(200, "The stack.").Fails(404);
        app.MapGet(One + "/graph", LazyHandler.For<GetEnvironmentStackGraph>(services, static (handler, context) => handler.HandleAsync(context))).RequireOrganization(Role.Viewer)
            .Describe("getEnvironmentStackGraph", "The promotions inside a stack", Tag).Explain("JSON, DOT (`text/vnd.graphviz`) or SVG (`image/svg+xml`) by Accept, or by `format`.")
            .Query("format", "json, dot or svg.").Returns<EnvironmentGraphAnswer>(200, "The graph.").Fails(400, 404);
    }
}
