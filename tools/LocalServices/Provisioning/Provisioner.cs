using StackOperator.LocalServices.ControlPlanes;

namespace StackOperator.LocalServices.Provisioning;

/// <summary>Gets the programs that local services need and this machine lacks. Does nothing, at once, when all are there.</summary>
public sealed class Provisioner
{
    private readonly PostgresProvision _postgres;
    private readonly ControlPlaneProvision _controlPlane;
    private readonly KubectlProvision _kubectl;
    private readonly HelmProvision _helm;

    public Provisioner(IStepLog steps)
    {
        var packages = new DebianPackages();
        var cache = BinaryCache.Default;
        _postgres = new PostgresProvision(steps, packages);
        _controlPlane = new ControlPlaneProvision(steps, cache, [new EnvtestArchive(), new DebianKubernetesSource(cache, packages)]);
        _kubectl = new KubectlProvision(steps, cache, packages);
        _helm = new HelmProvision(steps, cache);
    }

    /// <summary>PostgreSQL, a control plane and kubectl.</summary>
    /// <exception cref="LocalServiceException">Something cannot be had; the message says what to do.</exception>
    public async Task EnsureAllAsync(CancellationToken ct)
    {
        await EnsurePostgresAsync(ct);
        await EnsureControlPlaneAsync(ct);
        await EnsureKubectlAsync(ct);
    }

    public Task EnsurePostgresAsync(CancellationToken ct) => _postgres.EnsureAsync(ct);

    public Task<ControlPlaneBinaries> EnsureControlPlaneAsync(CancellationToken ct) =>
        _controlPlane.EnsureAsync(Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS"), ct);

    /// <summary>kubectl.</summary>
    /// <returns>The path of kubectl.</returns>
    public Task<string> EnsureKubectlAsync(CancellationToken ct) => _kubectl.EnsureAsync(ct);

    /// <summary>helm, which only tests of the chart need.</summary>
    /// <returns>Its path; null when there is no way to get it on this machine.</returns>
    public Task<string?> TryEnsureHelmAsync(CancellationToken ct) => _helm.TryEnsureAsync(ct);
}
