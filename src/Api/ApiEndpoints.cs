using StackOperator.Api.EnvironmentStacks;
using StackOperator.Api.History;
using StackOperator.Api.Identity;
using StackOperator.Api.References;
using StackOperator.Api.Registry;
using StackOperator.Api.Secrets;
using StackOperator.Api.Security;
using StackOperator.Api.Stacks;
using StackOperator.Api.State;
using StackOperator.Api.Updates;
using StackOperator.Api.Workspaces;

namespace StackOperator.Api;

/// <summary>All routes: the table of contents of the REST interface.</summary>
internal static class ApiEndpoints
{
    public static void MapStackApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        api.MapIdentity();
        api.MapStacks();
        // Clients of the protocol are of many ages; some send another Accept header, or none.
        var protocol = api.MapGroup(string.Empty).WithMetadata(AnyAccept.Instance);
        protocol.MapUpdates();
        protocol.MapState();
        protocol.MapSaves();
        protocol.MapEvents();
        protocol.MapHistory();
        protocol.MapSecrets();
        api.MapRegistry();
        app.MapEnvironmentStacks();
        app.MapWorkspaces();
        app.MapReferences();
    }
}
