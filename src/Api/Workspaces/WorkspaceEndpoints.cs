using StackOperator.Api.Documents;
using StackOperator.Api.Idempotency;
using StackOperator.Api.Requests;
using StackOperator.Api.Security;
using StackOperator.Store.Access;

namespace StackOperator.Api.Workspaces;

/// <summary>Workspaces and their dependencies.</summary>
internal static class WorkspaceEndpoints
{
    private const string Tag = "Workspaces";
    private const string One = "/workspaces/{id}";

    public static void MapWorkspaces(this IEndpointRouteBuilder app)
    {
        MapRows(app, app.ServiceProvider);
        MapEdges(app, app.ServiceProvider);
    }

    private static void MapRows(IEndpointRouteBuilder app, IServiceProvider services)
    {
        app.MapPost("/workspaces", IdempotentHandler.For<WorkspaceWrites>(services, static (handler, context) => handler.CreateAsync(context))).RequireOrganization(Role.Member).TakesJson()
            .Describe("createWorkspace", "Create a workspace that stands alone", Tag).Explain("`name` and `project_id` are needed; the state key is made when absent.")
            .Takes<WorkspaceRequest>().Returns<WorkspaceAnswer>(201, "The workspace.").Fails(400, 409, 413, 415);
        app.MapGet("/workspaces", LazyHandler.For<WorkspaceReads>(services, static (handler, context) => handler.ListAsync(context))).RequireOrganization(Role.Viewer)
            .Describe("listWorkspaces", "List workspaces, newest first", Tag).Query("stack_id", "Only members of this stack.").Query("project_id", "Only of this project.")
            .Query("limit", "1 to 500; 100 when absent.").Query("cursor", "From the Link header of the page before.").Returns<WorkspaceAnswer[]>(200, "A page.").Fails(400);
        app.MapGet(One, LazyHandler.For<WorkspaceReads>(services, static (handler, context) => handler.GetAsync(context))).RequireOrganization(Role.Viewer)
            .Describe("getWorkspace", "Read a workspace", Tag).Returns<WorkspaceAnswer>(200, "The workspace.").Fails(404);
        app.MapPatch(One, LazyHandler.For<WorkspaceWrites>(services, static (handler, context) => handler.PatchAsync(context))).RequireOrganization(Role.Member).TakesJson()
            .Describe("patchWorkspace", "Change a workspace", Tag).Explain("Fields that are absent stay, lists are replaced. Members of stacks are changed in the same way; only an admin changes `execution_target`.")
            .Takes<WorkspaceRequest>().Returns<WorkspaceAnswer>(200, "The workspace, changed.").Fails(400, 404, 409, 412, 413, 415);
        app.MapDelete(One, LazyHandler.For<WorkspaceWrites>(services, static (handler, context) => handler.DeleteAsync(context))).RequireOrganization(Role.Admin)
            .Describe("deleteWorkspace", "Delete a workspace with its dependencies; its state stays", Tag).Returns(204, "It is gone.").Fails(404, 409, 412);
    }

    private static void MapEdges(IEndpointRouteBuilder app, IServiceProvider services)
    {
        app.MapGet(One + "/dependencies", LazyHandler.For<WorkspaceReads>(services, static (handler, context) => handler.DependenciesAsync(context))).RequireOrganization(Role.Viewer)
            .Describe("listDependencies", "What a workspace depends on", Tag).Returns<DependencyAnswer[]>(200, "The edges.").Fails(404);
        app.MapGet(One + "/dependents", LazyHandler.For<WorkspaceReads>(services, static (handler, context) => handler.DependentsAsync(context))).RequireOrganization(Role.Viewer)
            .Describe("listDependents", "What depends on a workspace", Tag).Returns<DependencyAnswer[]>(200, "The edges.").Fails(404);
        app.MapPost(One + "/dependencies", IdempotentHandler.For<DependencyWrites>(services, static (handler, context) => handler.WriteAsync(context))).RequireOrganization(Role.Member).TakesJson()
            .Describe("addDependency", "Let a workspace depend on another one", Tag).Explain("A repetition for the same pair changes type and flag. `dependency_type` is after (default), references or soft.")
            .Takes<DependencyRequest>().Returns<DependencyAnswer>(201, "The new edge.").Returns<DependencyAnswer>(200, "The edge, changed.").Fails(400, 404, 409, 413, 415);
        app.MapDelete(One + "/dependencies/{dependsOnId}", LazyHandler.For<DependencyWrites>(services, static (handler, context) => handler.DeleteAsync(context))).RequireOrganization(Role.Member)
            .Describe("removeDependency", "Remove a dependency", Tag).Returns(204, "It is gone.").Fails(404);
    }
}
