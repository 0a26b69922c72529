using StackOperator.Api.Problems;

namespace StackOperator.Api.Requests;

/// <summary>Ids in routes. What is no UUID names nothing: 404, as for unknown ones.</summary>
internal static class RouteId
{
    /// <summary>The id of a route value.</summary>
    /// <param name="context">The request.</param>
    /// <param name="what">What it names, for the answer.</param>
    /// <param name="name">The route value.</param>
    public static Guid Of(HttpContext context, string what, string name = "id") =>
        Guid.TryParseExact(context.Request.RouteValues[name] as string, "D", out var id) ? id : throw Unknown(what).AsException();

    /// <summary>404.</summary>
    public static ApiProblem Unknown(string what) => ApiProblem.NotFound($"there is no such {what}");
}
