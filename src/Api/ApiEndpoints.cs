using StackOperator.Api.History;
using StackOperator.Api.Identity;
using StackOperator.Api.Registry;
using StackOperator.Api.Secrets;
using StackOperator.Api.Stacks;
using StackOperator.Api.State;
using StackOperator.Api.Updates;

namespace StackOperator.Api;

/// <summary>All routes: the table of contents of the REST interface.</summary>
internal static class ApiEndpoints
{
    public static void MapStackApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        api.MapIdentity();
        api.MapStacks();
        api.MapUpdates();
        api.MapState();
        api.MapSaves();
        api.MapEvents();
        api.MapHistory();
        api.MapSecrets();
        api.MapRegistry();
    }
}
