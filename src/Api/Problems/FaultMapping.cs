using k8s.Autorest;
using StackOperator.ControllerRuntime.Client;
using StackOperator.Store.Database;

namespace StackOperator.Api.Problems;

/// <summary>Turns exceptions that are not the caller's fault into problems.</summary>
internal static class FaultMapping
{
    /// <summary>The problem for an exception; null when it is a defect (500).</summary>
    public static ApiProblem? ToProblem(Exception exception) => exception switch
    {
        ApiProblemException known => known.Problem,
        BadHttpRequestException bad => new ApiProblem(bad.StatusCode, "the request could not be read"),
        HttpOperationException http when http.IsTransient() =>
            ApiProblem.Unavailable("the Kubernetes API server is not reachable or busy: try again"),
        HttpOperationException http when http.IsInvalid() => ApiProblem.BadRequest(http.Status()?.Message ?? "the resource would be invalid"),
        HttpRequestException => ApiProblem.Unavailable("the Kubernetes API server is not reachable: try again"),
        _ when SqlStateMapping.IsTransient(exception) => ApiProblem.Unavailable("the database is not reachable or busy: try again"),
        _ => null,
    };
}
