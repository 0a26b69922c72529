using StackOperator.Store.References;
using StackOperator.Store.Secrets;

namespace StackOperator.Api.References;

/// <summary>Registers projects and what workspaces refer to.</summary>
internal static class ReferenceServices
{
    public static IServiceCollection AddReferences(this IServiceCollection services)
    {
        services.AddSingleton<ReferenceTable<ProjectRow>, ProjectTable>().AddSingleton(ReferenceForms.Project);
        services.AddSingleton<VcsIntegrationTable>().AddSingleton<ReferenceTable<VcsIntegrationRow>>(static provider => provider.GetRequiredService<VcsIntegrationTable>()).AddSingleton(ReferenceForms.VcsIntegration);
        services.AddSingleton<ReferenceTable<CredentialConfigRow>, CredentialConfigTable>().AddSingleton(ReferenceForms.CredentialConfig);
        services.AddSingleton<ReferenceTable<StateBackendConfigRow>, StateBackendConfigTable>().AddSingleton(ReferenceForms.StateBackendConfig);
        services.AddSingleton(typeof(ReferenceHandler<,>)).AddSingleton<ReferenceChecks>();
        services.AddSingleton<WrittenSecrets>().AddSingleton<SecretWrites>();
        return services;
    }
}
