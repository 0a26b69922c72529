using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Events;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Events;
using StackOperator.ControllerRuntime.Health;
using StackOperator.ControllerRuntime.Leadership;

namespace StackOperator.ControllerRuntime.Reconciling;

/// <summary>Registers the controller runtime.</summary>
public static class KubernetesOperatorExtensions
{
    // What the host itself needs to stop, beyond the reconciles that may finish.
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Adds leader election, the event recorder and, through the builder, controllers. Needs <c>AddKubernetesConnection</c>.
    /// Services that act only while this process leads must be registered after this call: the host stops them first, and
    /// the lease is released when all of them have ended.
    /// </summary>
    /// <param name="services">The container under construction.</param>
    /// <param name="configure">Sets the settings; they are validated when the host starts.</param>
    public static IOperatorBuilder AddKubernetesOperator(this IServiceCollection services, Action<OperatorSettings> configure)
    {
        var settings = new OperatorSettings();
        configure(settings);
        services.AddOptions<OperatorSettings>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OperatorSettings>, OperatorSettingsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<HostOptions>(host =>
        {
            var needed = settings.ShutdownTimeout + StopMargin;
            host.ShutdownTimeout = host.ShutdownTimeout > needed ? host.ShutdownTimeout : needed;
        });
        services.TryAddSingleton<IEventSink, KubernetesEventSink>();
        services.TryAddSingleton<EventRecorder>();
        services.TryAddSingleton<IEventRecorder>(provider => provider.GetRequiredService<EventRecorder>());
        services.AddHostedService(provider => provider.GetRequiredService<EventRecorder>());
        AddLeadership(services, settings.LeaderElection);
        return new OperatorBuilder(services, settings);
    }

    private static void AddLeadership(IServiceCollection services, bool election)
    {
        if (!election)
        {
            services.TryAddSingleton<ILeadership, AlwaysLeader>();
            return;
        }

        services.TryAddSingleton<ILeaseStore, KubernetesLeaseStore>();
        services.TryAddSingleton<IProcessExit, ProcessExit>();
        services.TryAddSingleton<LeaderElector>();
        services.TryAddSingleton<ILeadership>(provider => provider.GetRequiredService<LeaderElector>());
        services.AddSingleton<IHealthContributor>(provider => provider.GetRequiredService<LeaderElector>());
        services.AddHostedService(provider => provider.GetRequiredService<LeaderElector>());
    }
}
