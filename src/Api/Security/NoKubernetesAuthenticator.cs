namespace StackOperator.Api.Security;

/// <summary>Knows nobody; used where no API server is configured.</summary>
internal sealed class NoKubernetesAuthenticator : IKubernetesAuthenticator
{
    public Task<Caller?> FindAsync(string token, CancellationToken cancellationToken) => Task.FromResult<Caller?>(null);
}
