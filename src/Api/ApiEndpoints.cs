using StackOperator.Api.Identity;

namespace StackOperator.Api;

/// <summary>All routes: the table of contents of the REST interface.</summary>
internal static class ApiEndpoints
{
    public static void MapStackApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        api.MapIdentity();
    }
}
