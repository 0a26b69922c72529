using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StackOperator.LocalServices.Processes;
using Testcontainers.K3s;

namespace StackOperator.LocalServices.Containers;

/// <summary>
/// k3s in a container as a control plane that outlives the command. The container carries a label with its owner, so that it is
/// found again by whoever comes later, also after a crash; Testcontainers' own reaper, which ends containers with the process that started them, is off.
/// </summary>
/// <param name="engine">Runs the container.</param>
/// <param name="folder">Where its kubeconfig is kept.</param>
/// <param name="owner">Tells it apart from the containers of other checkouts.</param>
public sealed class K3sControlPlane(DockerEngine engine, string folder, string owner)
{
    /// <summary>Label of the container; its value is the owner.</summary>
    public const string OwnerLabel = "stackoperator.io/checkout";

    private const string DefaultImage = "rancher/k3s:v1.34.1-k3s1";
    private const string KubeconfigInside = "/etc/rancher/k3s/k3s.yaml";
    private const ushort PortInside = 6443;

    // The image has 250 MB.
    private static readonly TimeSpan _creation = TimeSpan.FromMinutes(5);

    /// <summary>What <c>docker ps --filter</c> takes to name the container.</summary>
    public string Filter => $"label={OwnerLabel}={owner}";

    /// <summary>Administrator's kubeconfig; written last, so that its presence says that the container was ready once.</summary>
    public string KubeconfigFile => Path.Combine(folder, "kubeconfig");

    private static string Image => Environment.GetEnvironmentVariable("STACK_K3S_IMAGE") is { Length: > 0 } given ? given : DefaultImage;

    /// <summary>Starts it on its kept data, or makes it.</summary>
    /// <returns>Null when it runs, else why this engine cannot run it; nothing is left of it then.</returns>
    public async Task<string?> EnsureAsync(CancellationToken ct)
    {
        var container = await engine.FindAsync(OwnerLabel, owner, ct);
        if (container is not null && File.Exists(KubeconfigFile))
        {
            if (!container.IsRunning)
                await engine.StartAsync(container, ct);
            return null;
        }

        // Its making broke off, or somebody removed the folder: nobody has data in there.
        if (container is not null)
            await engine.RemoveAsync(container, ct);
        return await TryCreateAsync(ct);
    }

    /// <summary>Stops it; its data stays.</summary>
    /// <returns>False when it did not run.</returns>
    public async Task<bool> StopAsync(CancellationToken ct)
    {
        if (await engine.FindAsync(OwnerLabel, owner, ct) is not { IsRunning: true } running)
            return false;
        await engine.StopAsync(running, ct);
        return true;
    }

    /// <summary>Removes it with its data, whatever state it is in.</summary>
    public async Task RemoveAsync(CancellationToken ct)
    {
        while (await engine.FindAsync(OwnerLabel, owner, ct) is { } container)
            await engine.RemoveAsync(container, ct);
        File.Delete(KubeconfigFile);
    }

    private async Task<string?> TryCreateAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_creation);
        try
        {
            await CreateAsync(limit.Token);
            return null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await RemoveAsync(ct);
            return e is OperationCanceledException ? $"it was not ready within {_creation.TotalMinutes:0} min" : e.Message.Trim().ReplaceLineEndings(" ");
        }
    }

    private async Task CreateAsync(CancellationToken ct)
    {
        // A port of our choice: the one that the engine would choose changes with each start.
        var port = FreePort.Take();
        var container = new K3sBuilder(Image)
            .WithDockerEndpoint(engine.Endpoint)
            .WithLogger(NullLogger.Instance)
            .WithCleanUp(false)
            .WithLabel(OwnerLabel, owner)
            .WithPortBinding(port, PortInside)
            .WithCommand($"--tls-san={engine.Host}")
            .WithCreateParameterModifier(create =>
            {
                // A remote engine's ports must be reached from here; a local one's from nowhere else.
                foreach (var binding in engine.Host == "127.0.0.1" ? create.HostConfig!.PortBindings!.Values.SelectMany(b => b) : [])
                    binding.HostIP = engine.Host;
            })
            .Build();
        await container.StartAsync(ct);
        var kubeconfig = System.Text.Encoding.UTF8.GetString(await container.ReadFileAsync(KubeconfigInside, ct));
        await PrivateFile.WriteAsync(KubeconfigFile, kubeconfig.Replace($"https://127.0.0.1:{PortInside}", string.Create(CultureInfo.InvariantCulture, $"https://{engine.Host}:{port}"), StringComparison.Ordinal), ct);
    }
}
