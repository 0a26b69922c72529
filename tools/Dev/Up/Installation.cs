namespace StackOperator.Dev.Up;

/// <summary>A running installation, as <c>.dev/env</c> describes it.</summary>
/// <param name="Api">Base address of the REST facade.</param>
/// <param name="Token">Access token of user <c>dev</c>.</param>
/// <param name="Kubeconfig">The administrator's kubeconfig.</param>
/// <param name="DatabaseUrl">The database.</param>
internal sealed record Installation(Uri Api, string Token, string Kubeconfig, string DatabaseUrl);
