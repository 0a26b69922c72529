using StackOperator.Api.Requests;
using StackOperator.Core.EnvironmentStacks;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary>Reads environment stacks out of bodies. Absent and null are the same: the default.</summary>
internal static class EnvironmentStackBody
{
    /// <summary>All fields, in the order of the documentation.</summary>
    public static readonly string[] Fields =
    [
        "name", "project_id", "source_repo_url", "source_branch", "source_root", "vcs_integration_id", "credential_config_id", "state_backend_config_id", "execution_target", "environments",
    ];

    /// <summary>Reads a draft; what is not of the right form is noted and left out.</summary>
    public static EnvironmentStackDraft Read(FieldReader fields)
    {
        fields.RefuseOthers(Fields);
        return new EnvironmentStackDraft
        {
            Name = fields.Text("name"),
            ProjectId = fields.Text("project_id"),
            SourceRepoUrl = fields.Text("source_repo_url"),
            SourceBranch = fields.Text("source_branch"),
            SourceRoot = fields.Text("source_root"),
            VcsIntegrationId = fields.Text("vcs_integration_id"),
            CredentialConfigId = fields.Text("credential_config_id"),
            StateBackendConfigId = fields.Text("state_backend_config_id"),
            ExecutionTarget = fields.TextOrNumber("execution_target"),
            Environments = fields.Objects("environments")?.Select(ReadEnvironment).ToList(),
        };
    }

    private static EnvironmentDraft? ReadEnvironment(FieldReader? environment)
    {
        if (environment is null)
        {
            return null;
        }

        environment.RefuseOthers("name", "var_files", "promote_to");
        return new EnvironmentDraft(environment.Text("name"), environment.Texts("var_files"), environment.Texts("promote_to"));
    }
}
