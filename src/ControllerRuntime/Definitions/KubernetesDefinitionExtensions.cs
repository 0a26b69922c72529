using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.ControllerRuntime.Generators;

namespace StackOperator.ControllerRuntime.Definitions;

/// <summary>Registers the installer of definitions.</summary>
public static class KubernetesDefinitionExtensions
{
    /// <summary>
    /// Installs the definitions of all kinds of an assembly at start, before the services that are registered later.
    /// Needs <c>AddKubernetesConnection</c>, and rights on <c>customresourcedefinitions</c> that an operator otherwise does without.
    /// </summary>
    public static IServiceCollection AddKubernetesDefinitions(this IServiceCollection services, Assembly kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return services.AddSingleton<IHostedService>(provider => new InstallDefinitions(
            provider.GetRequiredService<KubernetesConnection>(),
            [.. CrdGenerator.Kinds(kinds).Select(versions => CrdGenerator.Build(versions))],
            kinds.GetName().Version ?? new Version(0, 0),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILogger<InstallDefinitions>>()));
    }
}
