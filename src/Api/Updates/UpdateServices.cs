using StackOperator.Api.Stacks;
using StackOperator.Api.State;
using StackOperator.Store.Updates;

namespace StackOperator.Api.Updates;

/// <summary>Registers what the routes of updates, state and history need.</summary>
internal static class UpdateServices
{
    public static IServiceCollection AddUpdates(this IServiceCollection services)
    {
        services.AddUpdateStorage();
        services.AddOptions<LeaseOptions>().Configure<IConfiguration>(static (options, configuration) =>
        {
            options.GraceSeconds = configuration.GetValue("STACK_LEASE_GRACE_SECONDS", options.GraceSeconds);
            options.SweepSeconds = configuration.GetValue("STACK_LEASE_SWEEP_SECONDS", options.SweepSeconds);
        });
        services.AddOptions<RetentionOptions>().Configure<IConfiguration>(static (options, configuration) =>
        {
            options.VersionDays = configuration.GetValue("STACK_RETENTION_VERSION_DAYS", options.VersionDays);
            options.Versions = configuration.GetValue("STACK_RETENTION_VERSIONS", options.Versions);
            options.EventDays = configuration.GetValue("STACK_RETENTION_EVENT_DAYS", options.EventDays);
        });
        services.AddHostedService<LeaseSweeper>();
        services.AddHostedService<RetentionSweeper>();
        services.AddSingleton<IInitialState, InitialState>();
        return services;
    }
}
