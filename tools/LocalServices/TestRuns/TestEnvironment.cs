namespace StackOperator.LocalServices.TestRuns;

/// <summary>Environment variables by which a test run tells its processes about the servers it started for all of them.</summary>
public static class TestEnvironment
{
    /// <summary>Npgsql connection string of a PostgreSQL superuser.</summary>
    public const string DatabaseUrl = "STACK_TEST_DATABASE_URL";

    /// <summary>Path of the kubeconfig of the genuine kube-apiserver.</summary>
    public const string Kubeconfig = "STACK_TEST_KUBECONFIG";

    /// <summary>Path of the kubeconfig of the newest API server.</summary>
    public const string NewestKubeconfig = "STACK_TEST_KUBECONFIG_NEWEST";
}
