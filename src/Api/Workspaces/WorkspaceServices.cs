using StackOperator.Store.Workspaces;

namespace StackOperator.Api.Workspaces;

/// <summary>Registers workspaces.</summary>
internal static class WorkspaceServices
{
    public static IServiceCollection AddWorkspaces(this IServiceCollection services) => services
        .AddSingleton<WorkspaceStore>().AddSingleton<DependencyStore>().AddSingleton<WorkspaceProblems>()
        .AddSingleton<WorkspaceReads>().AddSingleton<WorkspaceWrites>().AddSingleton<DependencyWrites>();
}
