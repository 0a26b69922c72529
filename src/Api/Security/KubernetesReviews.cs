using k8s.Autorest;
using StackOperator.Api.Problems;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.Api.Security;

/// <summary>Asks the API server about callers; fails closed.</summary>
internal static class KubernetesReviews
{
    /// <summary>Without an answer nobody gets in, and that is no fault of the token: 503.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpOperationException exception)
        {
            // Refused (this process lacks the right to ask), unknown there, or busy.
            throw ApiProblem.Unavailable($"Kubernetes tokens cannot be checked now: the API server answered {exception.Code()}").AsException();
        }
    }
}
