namespace StackOperator.ControllerRuntime.Abstractions.Reconciling;

/// <summary>Settings of the controller runtime; validated on start.</summary>
public sealed class OperatorSettings
{
    /// <summary>Name of the operator: lease name, field manager, event reporter. A DNS label.</summary>
    public string Name { get; set; } = "operator";

    /// <summary>The operator's own (home) namespace: lease and events of cluster-scoped objects.</summary>
    public string HomeNamespace { get; set; } = "default";

    /// <summary>Namespaces to watch; empty = all.</summary>
    public IList<string> Namespaces { get; } = [];

    /// <summary>Workers per controller. Default 16.</summary>
    public int MaxConcurrentReconciles { get; set; } = 16;

    /// <summary>First and largest delay between retries of one object. Default 5 ms to 5 min.</summary>
    public TimeSpan ErrorBackoffMinimum { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <inheritdoc cref="ErrorBackoffMinimum"/>
    public TimeSpan ErrorBackoffMaximum { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest single reconcile. Default 1 min.</summary>
    public TimeSpan ReconcileTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long caches may take to fill at start before the process gives up. Default 2 min.</summary>
    public TimeSpan CacheSyncTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long running reconciles may finish at shutdown. Default 30 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a lease decides which replica works. Default true.</summary>
    public bool LeaderElection { get; set; } = true;

    /// <summary>Lease duration. Default 15 s; must exceed <see cref="RenewDeadline"/>.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long renewing may fail before leading stops. Default 10 s; must exceed 1.2 x <see cref="RetryPeriod"/>.</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between attempts to get or renew the lease. Default 2 s.</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>End the process when the lease is lost. Default true.</summary>
    public bool ExitOnLeadershipLoss { get; set; } = true;
}
