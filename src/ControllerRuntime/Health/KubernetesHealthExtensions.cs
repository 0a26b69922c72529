using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace StackOperator.ControllerRuntime.Health;

/// <summary>Maps the endpoints that the kubelet probes.</summary>
public static class KubernetesHealthExtensions
{
    /// <summary>
    /// Maps <c>/healthz</c> (restart me when not 200) and <c>/readyz</c> (send me traffic when 200). The answer is text, one
    /// line per <see cref="IHealthContributor"/>; 503 when one of them objects.
    /// </summary>
    public static IEndpointRouteBuilder MapKubernetesHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", (HttpContext context) => Answer(context, c => c.CheckAlive()));
        endpoints.MapGet("/readyz", (HttpContext context) => Answer(context, c => c.CheckReady()));
        return endpoints;
    }

    private static IResult Answer(HttpContext context, Func<IHealthContributor, string?> check)
    {
        var text = new StringBuilder();
        var healthy = true;
        foreach (var contributor in context.RequestServices.GetServices<IHealthContributor>())
        {
            var reason = check(contributor);
            healthy &= reason is null;
            text.Append(reason is null ? $"[+]{contributor.Name} ok\n" : $"[-]{contributor.Name} failed: {reason}\n");
        }

        text.Append(healthy ? "ok\n" : "failed\n");
        return Results.Text(text.ToString(), "text/plain", Encoding.UTF8, healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
