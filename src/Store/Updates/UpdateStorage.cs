using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace StackOperator.Store.Updates;

/// <summary>Registers the stores of updates.</summary>
public static class UpdateStorage
{
    /// <summary>Needs an <see cref="NpgsqlDataSource"/>; reads <see cref="LeaseOptions"/> and <see cref="RetentionOptions"/>.</summary>
    public static IServiceCollection AddUpdateStorage(this IServiceCollection services)
    {
        services.AddOptions<LeaseOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<UpdateEnding>();
        services.AddSingleton(static p => new UpdateStore(p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<UpdateEnding>(), Leases(p)));
        services.AddSingleton(static p => new UpdateStarter(p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<UpdateStore>(), Leases(p)));
        services.AddSingleton(static p => new StateImporter(p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<UpdateStore>()));
        services.AddSingleton<JournalStore>();
        services.AddSingleton<SaveStore>();
        services.AddSingleton<EventStore>();
        services.AddSingleton<StateReader>();
        services.AddSingleton<HistoryReader>();
        services.AddOptions<RetentionOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RetentionStore>();
        return services;
    }

    private static LeaseOptions Leases(IServiceProvider provider) => provider.GetRequiredService<IOptions<LeaseOptions>>().Value;
}
