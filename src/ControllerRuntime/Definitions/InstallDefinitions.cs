using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Definitions;

/// <summary>Installs definitions before the services that are registered after it start. An API server that is away is waited for.</summary>
internal sealed partial class InstallDefinitions(KubernetesConnection connection, IReadOnlyList<V1CustomResourceDefinition> definitions, Version version, TimeProvider clock, ILogger<InstallDefinitions> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var client = connection.Create(ClientRole.Requests);
        var installer = new DefinitionInstaller(client, version, clock);
        foreach (var definition in definitions)
            await InstallAsync(installer, definition, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task InstallAsync(DefinitionInstaller installer, V1CustomResourceDefinition definition, CancellationToken ct)
    {
        var name = definition.Metadata.Name;
        var delay = TimeSpan.FromSeconds(1);
        while (true)
        {
            try
            {
                if (await installer.InstallAsync(definition, ct))
                    Log.Installed(logger, name);
                else
                    Log.LeftAlone(logger, name);
                return;
            }
            catch (Exception e) when ((e is HttpRequestException or HttpOperationException or TaskCanceledException) && !ct.IsCancellationRequested && IsTransient(e))
            {
                Log.Waiting(logger, name, delay, e is HttpOperationException refusal ? refusal.Describe() : e.Message);
            }

            await Task.Delay(delay, clock, ct);
            delay = TimeSpan.FromSeconds(Math.Min(30, delay.TotalSeconds * 2));
        }
    }

    private static bool IsTransient(Exception e) => e is not HttpOperationException answer || answer.IsTransient();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The definition {Name} is installed and served")]
        public static partial void Installed(ILogger logger, string name);

        [LoggerMessage(Level = LogLevel.Information, Message = "The definition {Name} is of a later version and was left alone")]
        public static partial void LeftAlone(ILogger logger, string name);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The definition {Name} cannot be installed yet, next attempt in {Delay}: {Reason}")]
        public static partial void Waiting(ILogger logger, string name, TimeSpan delay, string reason);
    }
}
