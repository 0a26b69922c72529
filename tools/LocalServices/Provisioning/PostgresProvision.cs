using System.Text.RegularExpressions;
using StackOperator.LocalServices.Postgres;

namespace StackOperator.LocalServices.Provisioning;

/// <summary>Gets PostgreSQL's server programs.</summary>
internal sealed partial class PostgresProvision(IStepLog steps, DebianPackages packages)
{
    // postgresql-common reads this folder; the file keeps the package from making and starting a cluster of its own.
    private const string ClusterSettings = "/etc/postgresql-common/createcluster.d/stack-operator.conf";

    public async Task EnsureAsync(CancellationToken ct)
    {
        if (PostgresBinaries.Find() is null)
            await steps.RunAsync("Install PostgreSQL", InstallAsync, ct);
    }

    private async Task InstallAsync(CancellationToken ct)
    {
        const string why = "PostgreSQL is not installed";
        await Machine.TryAsRootAsync("/bin/sh", ["-c", $"mkdir -p {Path.GetDirectoryName(ClusterSettings)} && echo 'create_main_cluster = false' > {ClusterSettings}"], ct);
        try
        {
            await packages.InstallAsync([await ServerPackageAsync(ct)], why, ct);
        }
        finally
        {
            await Machine.TryAsRootAsync("rm", ["-f", ClusterSettings], CancellationToken.None);
        }

        if (PostgresBinaries.Find() is null)
            throw new LocalServiceException($"{why}: the package was installed, but initdb and postgres are neither in /usr/lib/postgresql nor on PATH.");
    }

    private static async Task<string> ServerPackageAsync(CancellationToken ct)
    {
        if (Machine.Find("apt-cache") is null)
            return "postgresql";
        var (shown, _) = await Machine.TryAsync("/", "apt-cache", ["show", "postgresql"], ct);
        if (shown is null)
        {
            await Machine.TryAsRootAsync("apt-get", ["update"], ct);
            (shown, _) = await Machine.TryAsync("/", "apt-cache", ["show", "postgresql"], ct);
        }

        return VersionedPackage().Match(shown ?? "") is { Success: true } match ? match.Value : "postgresql";
    }

    [GeneratedRegex(@"\bpostgresql-\d+\b")]
    private static partial Regex VersionedPackage();
}
