namespace StackOperator.Core.EnvironmentStacks;

/// <summary>Checks the environments of a draft.</summary>
/// <param name="faults">Where violations go.</param>
/// <param name="stack">Name of the stack; null when its workspaces exist already.</param>
internal sealed class EnvironmentChecks(ViolationList faults, string? stack)
{
    public const string NameRule = "use at most 63 lower-case letters, digits and inner hyphens";

    /// <summary>The environments as far as they are right.</summary>
    public IReadOnlyList<EnvironmentTemplate> Read(IReadOnlyList<EnvironmentDraft?>? drafts)
    {
        switch (drafts)
        {
            case null:
                faults.Add("environments", ViolationCodes.Required, "a stack needs a list of environments");
                return [];
            case { Count: 0 }:
                faults.Add("environments", ViolationCodes.EnvironmentsEmpty, "a stack needs at least one environment");
                return [];
            case { Count: > EnvironmentNames.MaxEnvironments }:
                faults.Add(
                    "environments", ViolationCodes.TooManyEnvironments, $"{drafts.Count} environments are too many: a stack has at most {EnvironmentNames.MaxEnvironments}");
                return [];
            default:
                var first = FirstOfEachName(drafts);
                return [.. drafts.Select((draft, i) => ReadOne(draft, i, first))];
        }
    }

    private static Dictionary<string, int> FirstOfEachName(IReadOnlyList<EnvironmentDraft?> drafts)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < drafts.Count; i++)
        {
            if (drafts[i]?.Name is { } name)
            {
                first.TryAdd(name, i);
            }
        }

        return first;
    }

    private EnvironmentTemplate ReadOne(EnvironmentDraft? draft, int index, Dictionary<string, int> first)
    {
        var field = $"environments[{index}]";
        var name = draft?.Name;
        CheckName(name, index, first);
        return new EnvironmentTemplate(name ?? string.Empty, ReadVarFiles(draft?.VarFiles ?? [], field), ReadPromotions(draft?.PromoteTo ?? [], name, field, first));
    }

    private void CheckName(string? name, int index, Dictionary<string, int> first)
    {
        var field = $"environments[{index}].name";
        if (string.IsNullOrEmpty(name))
        {
            faults.Add(field, ViolationCodes.Required, "an environment needs a name");
            return;
        }

        if (!EnvironmentNames.IsName(name))
        {
            faults.Add(field, ViolationCodes.InvalidName, NameRule, name);
        }
        else if (stack is not null && EnvironmentNames.IsName(stack) && EnvironmentNames.WorkspaceName(stack, name).Length > EnvironmentNames.MaxWorkspaceNameLength)
        {
            faults.Add(
                field,
                ViolationCodes.WorkspaceNameTooLong,
                $"the workspace's name would be {EnvironmentNames.WorkspaceName(stack, name).Length} characters long: at most {EnvironmentNames.MaxWorkspaceNameLength} are allowed",
                EnvironmentNames.WorkspaceName(stack, name));
        }

        if (first[name] != index)
        {
            faults.Add(field, ViolationCodes.DuplicateEnvironment, $"environments[{first[name]}] has this name too", name);
        }
    }

    private List<string> ReadVarFiles(IReadOnlyList<string?> files, string environment)
    {
        if (files.Count > SourcePaths.MaxVarFiles)
        {
            faults.Add($"{environment}.var_files", ViolationCodes.TooManyVarFiles, $"{files.Count} files are too many: at most {SourcePaths.MaxVarFiles} are allowed");
            return [];
        }

        for (var i = 0; i < files.Count; i++)
        {
            if (files[i] is not { } file || !SourcePaths.IsVarFile(file))
            {
                faults.Add(
                    $"{environment}.var_files[{i}]",
                    ViolationCodes.InvalidVarFile,
                    "use a path relative to the source root, without '..' and backslashes, of at most 1024 characters",
                    files[i]);
            }
        }

        return [.. files.Select(static file => file ?? string.Empty)];
    }

    private List<string> ReadPromotions(IReadOnlyList<string?> targets, string? name, string environment, Dictionary<string, int> first)
    {
        var kept = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < targets.Count; i++)
        {
            var target = targets[i] ?? string.Empty;
            // Naming a target twice is one promotion, and one fault.
            if (!seen.Add(target))
            {
                continue;
            }

            kept.Add(target);
            if (target == name)
            {
                faults.Add($"{environment}.promote_to[{i}]", ViolationCodes.SelfPromotion, "an environment cannot promote to itself", target);
            }
            else if (!first.ContainsKey(target))
            {
                faults.Add($"{environment}.promote_to[{i}]", ViolationCodes.UnknownPromoteTo, "no environment of this stack has this name", target);
            }
        }

        return kept;
    }
}
