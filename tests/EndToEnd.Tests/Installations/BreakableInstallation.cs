using StackOperator.LocalServices.Installations;
using StackOperator.LocalServices.Processes;

namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>
/// A database and a control plane for tests that kill operators or the API server, one test after the other. Each starts the
/// operators and APIs that it needs and stops them at its end.
/// </summary>
public sealed class BreakableInstallation : IAsyncLifetime
{
    private readonly RunFolder _folder = RunFolder.Create();
    private Installation? _installation;

    /// <summary>The installation.</summary>
    public Installation Installation => _installation!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
        => _installation = await Installation.StartAsync(SharedInstallation.Settings(Path.Combine(_folder.FolderPath, "breakable")));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_installation is not null)
            await _installation.DisposeAsync();
        _folder.Dispose();
    }
}
