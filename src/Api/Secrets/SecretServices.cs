using StackOperator.Store.Secrets;

namespace StackOperator.Api.Secrets;

/// <summary>Registers what the routes of secrets need.</summary>
internal static class SecretServices
{
    public static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.AddOptions<KeyRingOptions>().Configure<IConfiguration>(
            static (options, configuration) => options.Path = configuration[KeyRingOptions.PathKey] ?? options.Path);
        services.AddSingleton<KeyRingFile>();
        services.AddSingleton<StackKeyStore>();
        return services;
    }
}
