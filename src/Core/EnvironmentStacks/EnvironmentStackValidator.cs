using StackOperator.Core.Names;

namespace StackOperator.Core.EnvironmentStacks;

/// <summary>
/// Checks environment stacks by themselves, without looking at what exists: the one validator of REST interface, webhook
/// and operator. It finds everything that is wrong in one go.
/// </summary>
public static class EnvironmentStackValidator
{
    /// <summary>Validates a draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="isNew">Whether its workspaces are still to be made; those of an existing stack keep their names when it is renamed.</param>
    public static EnvironmentStackValidation Validate(EnvironmentStackDraft draft, bool isNew = true)
    {
        var faults = new ViolationList();
        CheckName(faults, draft.Name);
        var project = ReadProject(faults, draft);
        var settings = ReadSettings(faults, draft);
        var environments = new EnvironmentChecks(faults, isNew ? draft.Name : null).Read(draft.Environments);
        // A cycle is a conflict and only worth telling when the draft is right otherwise.
        if (faults.Count == 0)
        {
            CheckCycle(faults, environments);
        }

        return faults.Count == 0
            ? new EnvironmentStackValidation([], draft.Name!, project, settings with { Environments = environments })
            : new EnvironmentStackValidation(faults.ToList(), string.Empty, project, null);
    }

    /// <summary>Checks a stack name alone, as a rename does.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static Violation? CheckName(string? name)
    {
        var faults = new ViolationList();
        CheckName(faults, name);
        return faults.Count == 0 ? null : faults.ToList()[0];
    }

    private static void CheckName(ViolationList faults, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            faults.Add("name", ViolationCodes.Required, "a stack needs a name");
        }
        else if (!EnvironmentNames.IsName(name))
        {
            faults.Add("name", ViolationCodes.InvalidName, EnvironmentChecks.NameRule, name);
        }
    }

    private static ProjectReference ReadProject(ViolationList faults, EnvironmentStackDraft draft)
    {
        if (draft is { ProjectId: not null, Project: not null })
        {
            faults.Add("project", ViolationCodes.InvalidName, "name the project by id or by name, not both", draft.Project);
        }
        else if (draft.Project is not null && NameRules.CheckProject(draft.Project) is { } fault)
        {
            faults.Add("project", ViolationCodes.InvalidName, fault, draft.Project);
        }

        return new ProjectReference(ReadId(faults, "project_id", draft.ProjectId), draft.Project);
    }

    private static EnvironmentStackTemplate ReadSettings(ViolationList faults, EnvironmentStackDraft draft)
    {
        if (draft.SourceRepoUrl is null != draft.SourceBranch is null)
        {
            faults.Add(
                draft.SourceRepoUrl is null ? "source_repo_url" : "source_branch", ViolationCodes.SourceIncomplete, "source_repo_url and source_branch are given together or not at all");
        }

        string? url = null;
        if (draft.SourceRepoUrl is not null && !SourceRepositoryUrl.TryNormalize(draft.SourceRepoUrl, out url))
        {
            // The value is left out on purpose: it may hold a token.
            faults.Add("source_repo_url", ViolationCodes.InvalidSourceRepoUrl, "use an https URL without password, token, query or fragment; keep credentials in a VCS integration");
        }

        if (draft.SourceBranch is not null && !SourcePaths.IsBranch(draft.SourceBranch))
        {
            faults.Add("source_branch", ViolationCodes.InvalidSourceBranch, "use the name of a git branch", draft.SourceBranch);
        }

        var root = string.IsNullOrEmpty(draft.SourceRoot) ? "/" : SourcePaths.NormalizeRoot(draft.SourceRoot);
        if (root is null)
        {
            faults.Add("source_root", ViolationCodes.InvalidSourceRoot, "use a path inside the repository, without '..' and backslashes, of at most 1024 characters", draft.SourceRoot);
        }

        var target = draft.ExecutionTarget is null ? ExecutionTarget.Managed : ExecutionTargets.Parse(draft.ExecutionTarget);
        if (target is null)
        {
            faults.Add("execution_target", ViolationCodes.InvalidExecutionTarget, "use 0 (managed) or 1 (agent)", draft.ExecutionTarget);
        }

        return new EnvironmentStackTemplate
        {
            Environments = [],
            SourceRepoUrl = url,
            SourceBranch = draft.SourceBranch,
            SourceRoot = root ?? "/",
            VcsIntegrationId = ReadId(faults, "vcs_integration_id", draft.VcsIntegrationId),
            CredentialConfigId = ReadId(faults, "credential_config_id", draft.CredentialConfigId),
            StateBackendConfigId = ReadId(faults, "state_backend_config_id", draft.StateBackendConfigId),
            ExecutionTarget = target ?? ExecutionTarget.Managed,
        };
    }

    private static Guid? ReadId(ViolationList faults, string field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Guid.TryParseExact(text, "D", out var id))
        {
            return id;
        }

        faults.Add(field, ViolationCodes.InvalidUuid, "use a UUID", text);
        return null;
    }

    private static void CheckCycle(ViolationList faults, IReadOnlyList<EnvironmentTemplate> environments)
    {
        var edges = environments.ToDictionary(static e => e.Name, static e => e.PromoteTo, StringComparer.Ordinal);
        if (PromotionGraph.FindCycle(edges, StringComparer.Ordinal) is { } cycle)
        {
            var path = string.Join(" -> ", cycle);
            var index = environments.Select(static (e, i) => (e.Name, i)).First(e => e.Name == cycle[0]).i;
            faults.Add($"environments[{index}].promote_to", ViolationCodes.PromotionCycle, $"the promotions close a cycle: {path}", path);
        }
    }
}
