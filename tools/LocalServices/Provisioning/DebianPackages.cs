namespace StackOperator.LocalServices.Provisioning;

/// <summary>Packages of a Debian machine, through apt.</summary>
internal sealed class DebianPackages
{
    /// <summary>Installs packages, refreshing the package lists only when that is needed.</summary>
    /// <exception cref="LocalServiceException">They cannot be installed; the message says which and why.</exception>
    public async Task InstallAsync(IReadOnlyList<string> packages, string why, CancellationToken ct)
    {
        RequireApt(packages, why);
        string[] install = ["install", "-y", "--no-install-recommends", .. packages];
        var (done, error) = await Machine.TryAsRootAsync("apt-get", install, ct);
        if (done is null)
        {
            await Machine.TryAsRootAsync("apt-get", ["update"], ct);
            (done, error) = await Machine.TryAsRootAsync("apt-get", install, ct);
        }

        if (done is null)
            throw new LocalServiceException($"{why}, but apt cannot install {string.Join(", ", packages)} ({Reason(error)}): run 'sudo apt-get install {string.Join(' ', packages)}' yourself and try again.");
    }

    /// <summary>Unpacks a package into a folder without installing it: no service starts, nothing of the system changes.</summary>
    /// <exception cref="LocalServiceException">It cannot be downloaded.</exception>
    public async Task UnpackAsync(string package, string folder, string why, CancellationToken ct)
    {
        RequireApt([package], why);
        Directory.CreateDirectory(folder);
        var (done, error) = await Machine.TryAsync(folder, "apt-get", ["download", package], ct);
        if (done is null)
        {
            await Machine.TryAsRootAsync("apt-get", ["update"], ct);
            (done, error) = await Machine.TryAsync(folder, "apt-get", ["download", package], ct);
        }

        if (done is null || Directory.GetFiles(folder, "*.deb") is not [var file, ..])
            throw new LocalServiceException($"{why}, but apt cannot download the package {package} ({Reason(error)}): check the network and run 'sudo apt-get update'.");
        (done, error) = await Machine.TryAsync(folder, "dpkg", ["-x", file, folder], ct);
        if (done is null)
            throw new LocalServiceException($"{why}, but the package {package} cannot be unpacked ({Reason(error)}).");
        File.Delete(file);
    }

    /// <summary>The line that says why apt failed.</summary>
    internal static string Reason(string error)
    {
        var lines = error.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        return lines.FirstOrDefault(l => l.StartsWith("E: ", StringComparison.Ordinal))?[3..] ?? lines.FirstOrDefault(l => l.StartsWith("sudo: ", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "no reason given";
    }

    private static void RequireApt(IReadOnlyList<string> packages, string why)
    {
        if (Machine.Find("apt-get") is null)
            throw new LocalServiceException($"{why}, and this machine has no apt: provide {string.Join(", ", packages)} in the way of your distribution.");
    }
}
