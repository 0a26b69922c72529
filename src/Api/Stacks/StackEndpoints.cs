using StackOperator.Api.Documents;
using StackOperator.Api.Requests;
using StackOperator.Api.Security;
using StackOperator.Store.Access;

namespace StackOperator.Api.Stacks;

/// <summary>The Stack API: create, read, list, rename, tag, delete.</summary>
internal static class StackEndpoints
{
    private const string Tag = "Stacks";

    public static void MapStacks(this IEndpointRouteBuilder api)
    {
        var services = api.ServiceProvider;
        MapReads(api, services);
        MapWrites(api, services);
    }

    private static void MapReads(IEndpointRouteBuilder api, IServiceProvider services)
    {
        api.MapGet("/user/stacks", LazyHandler.For<ListStacks>(services, static (handler, context) => handler.HandleAsync(context))).RequireToken()
            .Describe("listStacks", "Stacks in the caller's organizations", Tag)
            .Explain("Pages of 100 in the order organization, project, name. `lastUpdate` is an object; for the Pulumi CLI (by User-Agent) it is unix seconds: absent = never, 0 = running.")
            .Query("organization", "Only this organization.").Query("project", "Only this project.")
            .Query("tagName", "Only stacks with this tag.").Query("tagValue", "Only stacks with a tag of this value.")
            .Query("continuationToken", "From the page before.")
            .Returns<StackListAnswer>(200, "A page.").Fails(400);
        api.MapMethods(StackRoute.Project, [HttpMethods.Head], LazyHandler.For<HeadProject>(services, static (handler, context) => handler.HandleAsync(context))).RequireRole(Role.Viewer)
            .Describe("projectExists", "Whether a project exists", Tag)
            .Returns(200, "It exists.").Fails(404);
        api.MapGet(StackRoute.Stack, LazyHandler.For<GetStack>(services, static (handler, context) => handler.HandleAsync(context))).RequireRole(Role.Viewer)
            .Describe("getStack", "One stack", Tag)
            .Returns<StackAnswer>(200, "The stack.").Fails(404);
    }

    private static void MapWrites(IEndpointRouteBuilder api, IServiceProvider services)
    {
        api.MapPost(StackRoute.Project, LazyHandler.For<CreateStack>(services, static (handler, context) => handler.HandleAsync(context))).RequireRole(Role.Member, mayFound: true)
            .Describe("createStack", "Create a stack", Tag)
            .Explain("Creates its project, and its organization when the caller may found organizations, too.")
            .Takes<CreateStackRequest>().Returns<StackAnswer>(200, "The new stack.").Fails(400, 404, 409, 413, 503);
        api.MapDelete(StackRoute.Stack, LazyHandler.For<DeleteStack>(services, static (handler, context) => handler.HandleAsync(context))).RequireRole(Role.Admin)
            .Describe("deleteStack", "Delete a stack with its state and history", Tag)
            .Query("force", "`true` deletes a stack that still has resources.")
            .Returns(204, "It is gone.").Fails(400, 404, 409, 503);
        api.MapPost(StackRoute.Stack + "/rename", LazyHandler.For<RenameStack>(services, static (handler, context) => handler.HandleAsync(context))).RequireRole(Role.Member)
            .Describe("renameStack", "Rename a stack or move it to another project", Tag)
            .Takes<RenameStackRequest>().Returns(204, "It has the new name.").Fails(400, 404, 409, 413, 503);
        api.MapPatch(StackRoute.Stack + "/tags", LazyHandler.For<PatchTags>(services, static (handler, context) => handler.HandleAsync(context))).RequireRole(Role.Member)
            .Describe("patchTags", "Change or replace the tags of a stack", Tag)
            .Explain("`{\"tags\": {…}}` changes single tags, null removes one. A flat map of strings, as the CLI sends it, replaces the full set.")
            .Takes<PatchTagsRequest>().Returns(204, "The tags are changed.").Fails(400, 404, 409, 413, 503);
    }
}
