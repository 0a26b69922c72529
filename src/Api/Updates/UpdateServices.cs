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
        services.AddHostedService<LeaseSweeper>();
        services.AddSingleton<IInitialState, InitialState>();
        return services;
    }
}
