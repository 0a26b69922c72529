using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace StackOperator.Store.Database;

/// <summary>Registers the one data source of a process.</summary>
public static class StackDatabaseExtensions
{
    /// <summary>
    /// Registers a singleton <see cref="NpgsqlDataSource"/>, its options (from configuration key
    /// <see cref="StackDatabaseOptions.UrlKey"/>, validated on start) and <see cref="DatabaseListener"/>.
    /// </summary>
    public static IServiceCollection AddStackDatabase(this IServiceCollection services, Action<StackDatabaseOptions>? configure = null)
    {
        services.AddOptions<StackDatabaseOptions>()
            .Configure<IConfiguration>(static (options, configuration) => options.Url = configuration[StackDatabaseOptions.UrlKey] ?? string.Empty)
            .Configure(configure ?? (static _ => { }))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StackDatabaseOptions>, StackDatabaseOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => CreateDataSource(
            provider.GetRequiredService<IOptions<StackDatabaseOptions>>().Value,
            provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton<DatabaseListener>();
        return services;
    }

    /// <summary>The connection string that the options stand for, with the defaults of this project.</summary>
    public static string ConnectionString(this StackDatabaseOptions options)
    {
        var given = DatabaseUrl.Parse(options.Url);
        // Multiplexing shares connections between commands: transactions, advisory locks and LISTEN need their own.
        given.Multiplexing = false;
        SetDefault(given, "Max Auto Prepare", 64);
        SetDefault(given, "Auto Prepare Min Usages", 2);
        SetDefault(given, "Maximum Pool Size", options.MaxPoolSize);
        SetDefault(given, "Application Name", options.ApplicationName);
        SetDefault(given, "Timeout", 10);
        SetDefault(given, "Tcp Keepalive", true);
        // Pooled sessions carry no state: what needs some has a connection of its own or sets it for one transaction. The
        // reset would cost seven statements before every command.
        SetDefault(given, "No Reset On Close", true);
        return given.ConnectionString;
    }

    private static NpgsqlDataSource CreateDataSource(StackDatabaseOptions options, ILoggerFactory loggers)
        => new NpgsqlDataSourceBuilder(options.ConnectionString()).UseLoggerFactory(loggers).Build();

    private static void SetDefault(NpgsqlConnectionStringBuilder builder, string keyword, object value)
    {
        if (!builder.ShouldSerialize(keyword))
        {
            builder[keyword] = value;
        }
    }
}
