using System.Text.Json.Nodes;

namespace StackOperator.Api.Identity;

/// <summary>Registers what the identity routes need.</summary>
internal static class IdentityServices
{
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddSingleton(new Capability("batch-encrypt", 1));
        services.AddSingleton(new Capability("deployment-schema-version", 1, new JsonObject { ["version"] = 4 }));
        return services;
    }
}
