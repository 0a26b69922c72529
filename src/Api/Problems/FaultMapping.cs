using System.Net.Sockets;
using k8s.Autorest;
using Npgsql;

namespace StackOperator.Api.Problems;

/// <summary>Turns exceptions that are not the caller's fault into problems.</summary>
internal static class FaultMapping
{
    /// <summary>The problem for an exception; null when it is a defect (500).</summary>
    public static ApiProblem? ToProblem(Exception exception) => exception switch
    {
        ApiProblemException known => known.Problem,
        BadHttpRequestException bad => new ApiProblem(bad.StatusCode, "the request could not be read"),
        NpgsqlException { IsTransient: true } or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
            ApiProblem.Unavailable("the database is not reachable or busy: try again"),
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } =>
            ApiProblem.Unavailable("the database is not reachable or busy: try again"),
        HttpOperationException { Response.StatusCode: var status } when (int)status is 429 or >= 500 =>
            ApiProblem.Unavailable("the Kubernetes API server is not reachable or busy: try again"),
        HttpRequestException => ApiProblem.Unavailable("the Kubernetes API server is not reachable: try again"),
        _ => null,
    };
}
