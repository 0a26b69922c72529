namespace StackOperator.LocalServices.Installations;

/// <summary>What operator and API are told by their environment, wherever they are started on this machine.</summary>
public static class ServiceEnvironment
{
    /// <summary>Service account of the operator.</summary>
    public const string OperatorAccount = "stack-operator";

    /// <summary>Service account of the API.</summary>
    public const string ApiAccount = "stack-operator-api";

    /// <summary>Variable of the database's address.</summary>
    public const string DatabaseUrl = "STACK_DATABASE_URL";

    /// <summary>The variables of both processes.</summary>
    /// <param name="databaseUrl">The database.</param>
    /// <param name="kubeconfig">Kubeconfig of the process's service account.</param>
    /// <param name="keyRing">Path of the key ring.</param>
    /// <param name="url">Where the process listens.</param>
    public static Dictionary<string, string?> Create(string databaseUrl, string kubeconfig, string keyRing, Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new()
        {
            [DatabaseUrl] = databaseUrl,
            ["STACK_HOME_NAMESPACE"] = InstallationSettings.HomeNamespace,
            ["STACK_KEYRING"] = keyRing,
            ["KUBECONFIG"] = kubeconfig,
            ["ASPNETCORE_URLS"] = url.ToString(),
        };
    }
}
