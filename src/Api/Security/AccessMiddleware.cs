using Microsoft.AspNetCore.Authorization;
using StackOperator.Api.Problems;

namespace StackOperator.Api.Security;

/// <summary>The one authorization point: runs after routing, before anything reads the body. Denies what has no rule.</summary>
internal sealed class AccessMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            return next(context);
        }

        return endpoint.Metadata.GetMetadata<AccessRule>() is { } rule ? CheckAsync(context, endpoint, rule) : DenyAsync(context, endpoint);
    }

    private async Task CheckAsync(HttpContext context, Endpoint endpoint, AccessRule rule)
    {
        var problem = await rule.AuthenticateAsync(context);
        if (problem is null && rule.RequiresAccept && endpoint.Metadata.GetMetadata<AnyAccept>() is null && !PulumiMediaType.IsAccepted(context.Request.Headers.Accept))
        {
            problem = ApiProblem.UnsupportedMediaType($"send 'Accept: {PulumiMediaType.Example}' (any version from 1 on)");
        }

        problem ??= await rule.AuthorizeAsync(context);
        if (problem is not null)
        {
            await ProblemResponse.WriteAsync(context, problem);
            return;
        }

        await next(context);
    }

    private Task DenyAsync(HttpContext context, Endpoint endpoint)
    {
        // Routing's own answers (405) are endpoints without a route; they carry no data. Metrics and health say so themselves.
        return endpoint is RouteEndpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            ? ProblemResponse.WriteAsync(context, ApiProblem.Forbidden("nobody may call this route"))
            : next(context);
    }
}
