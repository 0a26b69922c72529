namespace StackOperator.Dev.Up;

/// <summary>What a person asked <c>up</c> for.</summary>
/// <param name="Port">Port of the API; null is the one of the last time, or 8088.</param>
/// <param name="Detach">Return when everything is ready instead of staying.</param>
/// <param name="UseCluster">Use the cluster of the current kubeconfig context.</param>
/// <param name="GivenDatabase">URL of an existing database; null starts a private one.</param>
internal sealed record UpSettings(int? Port, bool Detach, bool UseCluster, string? GivenDatabase)
{
    public const int DefaultPort = 8088;
}
