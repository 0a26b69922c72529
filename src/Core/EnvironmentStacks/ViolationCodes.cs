namespace StackOperator.Core.EnvironmentStacks;

/// <summary>Codes of violations: part of the REST interface, so they never change.</summary>
public static class ViolationCodes
{
    /// <summary>A field that must be there is missing, null or empty.</summary>
    public const string Required = "required";

    /// <summary>A name breaks the pattern.</summary>
    public const string InvalidName = "invalid_name";

    /// <summary>There is no environment.</summary>
    public const string EnvironmentsEmpty = "environments_empty";

    /// <summary>There are more environments than a stack may have.</summary>
    public const string TooManyEnvironments = "too_many_environments";

    /// <summary>Two environments have one name.</summary>
    public const string DuplicateEnvironment = "duplicate_environment";

    /// <summary>The name made of stack and environment is longer than a workspace's may be.</summary>
    public const string WorkspaceNameTooLong = "workspace_name_too_long";

    /// <summary>A promotion goes to an environment that does not exist.</summary>
    public const string UnknownPromoteTo = "unknown_promote_to";

    /// <summary>An environment promotes to itself.</summary>
    public const string SelfPromotion = "self_promotion";

    /// <summary>Promotions close a cycle.</summary>
    public const string PromotionCycle = "promotion_cycle";

    /// <summary>A variable file's path may leave the source root, or is no path.</summary>
    public const string InvalidVarFile = "invalid_var_file";

    /// <summary>There are more variable files than an environment may have.</summary>
    public const string TooManyVarFiles = "too_many_var_files";

    /// <summary>Repository URL and branch are given one without the other.</summary>
    public const string SourceIncomplete = "source_incomplete";

    /// <summary>The repository URL is unusable or carries credentials.</summary>
    public const string InvalidSourceRepoUrl = "invalid_source_repo_url";

    /// <summary>The branch is no branch name.</summary>
    public const string InvalidSourceBranch = "invalid_source_branch";

    /// <summary>The source root may leave the repository, or is no path.</summary>
    public const string InvalidSourceRoot = "invalid_source_root";

    /// <summary>The execution target is unknown.</summary>
    public const string InvalidExecutionTarget = "invalid_execution_target";

    /// <summary>A UUID is expected.</summary>
    public const string InvalidUuid = "invalid_uuid";

    /// <summary>A reference to something that does not exist in the organization.</summary>
    public const string UnknownReference = "unknown_reference";

    /// <summary>A reference to something that belongs to another project.</summary>
    public const string ScopeMismatch = "scope_mismatch";

    /// <summary>A move to a project that what the workspaces use does not belong to.</summary>
    public const string ScopeConflict = "scope_conflict";

    /// <summary>A field that never changes was changed.</summary>
    public const string ImmutableField = "immutable_field";

    /// <summary>Another stack of the organization has the name.</summary>
    public const string StackNameTaken = "stack_name_taken";

    /// <summary>Another workspace of the organization has the name.</summary>
    public const string WorkspaceNameTaken = "workspace_name_taken";

    /// <summary>Another workspace keeps its state in the same place.</summary>
    public const string StateKeyTaken = "state_key_taken";
}
