namespace StackOperator.Api.Security;

/// <summary>Asks the API server whose token this is.</summary>
internal interface IKubernetesAuthenticator
{
    /// <summary>The caller, or null when the API server does not know the token. Faults of the API server are exceptions: fail closed.</summary>
    Task<Caller?> FindAsync(string token, CancellationToken cancellationToken);
}
