using StackOperator.Api.Problems;

namespace StackOperator.Api.Security;

/// <summary>
/// Endpoint metadata: who may call the route. Exactly one per route; a route without one is denied to everybody.
/// <see cref="AccessMiddleware"/> is the only place that asks it: first who calls, then the Accept header, then whether the caller may.
/// </summary>
public abstract class AccessRule
{
    /// <summary>False for routes that answer whatever the Accept header says.</summary>
    public virtual bool RequiresAccept => true;

    /// <summary>The smallest role, for documents and tests; null when the rule is of another kind.</summary>
    public virtual Store.Access.Role? Role => null;

    /// <summary>Finds out who calls; a problem (401, 503) ends the request.</summary>
    public abstract ValueTask<ApiProblem?> AuthenticateAsync(HttpContext context);

    /// <summary>Decides whether that caller may; a problem (404, 403, 503) ends the request.</summary>
    public virtual ValueTask<ApiProblem?> AuthorizeAsync(HttpContext context) => default;
}
