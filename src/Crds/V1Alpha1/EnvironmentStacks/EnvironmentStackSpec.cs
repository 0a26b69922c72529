using System.Text.Json.Serialization;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Names;

namespace StackOperator.Crds.V1Alpha1.EnvironmentStacks;

/// <summary>What an environment stack should be. Only its name and its project may change later.</summary>
[ValidationRule("!(has(self.project) && has(self.projectId))", message: "name the project by project or by projectId, not both")]
[ValidationRule("has(self.sourceRepoUrl) == has(self.sourceBranch)", message: "sourceRepoUrl and sourceBranch are given together or not at all")]
[ValidationRule("has(self.sourceRepoUrl) == has(oldSelf.sourceRepoUrl) && (!has(self.sourceRepoUrl) || self.sourceRepoUrl == oldSelf.sourceRepoUrl)", message: "sourceRepoUrl never changes after creation: change the workspaces instead")]
[ValidationRule("has(self.sourceBranch) == has(oldSelf.sourceBranch) && (!has(self.sourceBranch) || self.sourceBranch == oldSelf.sourceBranch)", message: "sourceBranch never changes after creation: change the workspaces instead")]
[ValidationRule("has(self.sourceRoot) == has(oldSelf.sourceRoot) && (!has(self.sourceRoot) || self.sourceRoot == oldSelf.sourceRoot)", message: "sourceRoot never changes after creation: change the workspaces instead")]
[ValidationRule("has(self.vcsIntegrationId) == has(oldSelf.vcsIntegrationId) && (!has(self.vcsIntegrationId) || self.vcsIntegrationId == oldSelf.vcsIntegrationId)", message: "vcsIntegrationId never changes after creation: change the workspaces instead")]
[ValidationRule("has(self.credentialConfigId) == has(oldSelf.credentialConfigId) && (!has(self.credentialConfigId) || self.credentialConfigId == oldSelf.credentialConfigId)", message: "credentialConfigId never changes after creation: change the workspaces instead")]
[ValidationRule("has(self.stateBackendConfigId) == has(oldSelf.stateBackendConfigId) && (!has(self.stateBackendConfigId) || self.stateBackendConfigId == oldSelf.stateBackendConfigId)", message: "stateBackendConfigId never changes after creation: change the workspaces instead")]
[ValidationRule("has(self.executionTarget) == has(oldSelf.executionTarget) && (!has(self.executionTarget) || self.executionTarget == oldSelf.executionTarget)", message: "executionTarget never changes after creation: change the workspaces instead")]
public sealed class EnvironmentStackSpec
{
    private const int UuidLength = 36;
    private const string UuidPattern = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

    /// <summary>Organization that owns the stack. It never changes.</summary>
    [Required]
    [JsonPropertyName("organization")]
    [Pattern(NameRules.OrganizationPattern)]
    [Length(3, 40)]
    [ValidationRule("self == oldSelf", message: "the organization of a stack never changes: create the stack in the other organization")]
    [Description("Organization that owns the stack: 3 to 40 letters, digits, '-' or '_'. It never changes.")]
    public string Organization { get; set; } = string.Empty;

    /// <summary>Stack name. Editing it renames the stack; its workspaces keep their names.</summary>
    [Required]
    [JsonPropertyName("name")]
    [Pattern(EnvironmentNames.Pattern)]
    [Length(1, EnvironmentNames.MaxWorkspaceNameLength)]
    [Description("Stack name: lower-case letters, digits and inner hyphens; with '-' and an environment's name at most 63 characters. Editing it renames the stack, its workspaces keep their names.")]
    public string Name { get; set; } = string.Empty;

    /// <summary>Project by name; made when it does not exist. Editing it moves the stack and its workspaces.</summary>
    [JsonPropertyName("project")]
    [Pattern(NameRules.NamePattern)]
    [Length(1, 100)]
    [Description("Project by name; it is made when it does not exist. Without project and projectId: the project 'default'. Editing it moves the stack and all its workspaces.")]
    public string? Project { get; set; }

    /// <summary>Project by id. Editing it moves the stack and its workspaces.</summary>
    [JsonPropertyName("projectId")]
    [Pattern(UuidPattern)]
    [Length(UuidLength, UuidLength)]
    [Description("Project by id (UUID), in place of project. Editing it moves the stack and all its workspaces.")]
    public string? ProjectId { get; set; }

    /// <summary>URL of the repository.</summary>
    [JsonPropertyName("sourceRepoUrl")]
    [Length(1, SourceRepositoryUrl.MaxLength)]
    [Description("URL of the git repository, https, without credentials. Given together with sourceBranch. It never changes.")]
    public string? SourceRepoUrl { get; set; }

    /// <summary>Branch of the repository.</summary>
    [JsonPropertyName("sourceBranch")]
    [Length(1, 255)]
    [Description("Branch of the repository. It never changes.")]
    public string? SourceBranch { get; set; }

    /// <summary>Folder in the repository.</summary>
    [JsonPropertyName("sourceRoot")]
    [Length(maxLength: SourcePaths.MaxLength)]
    [Description("Folder in the repository; absent means '/'. It never changes.")]
    public string? SourceRoot { get; set; }

    /// <summary>VCS integration of every workspace.</summary>
    [JsonPropertyName("vcsIntegrationId")]
    [Pattern(UuidPattern)]
    [Length(UuidLength, UuidLength)]
    [Description("VCS integration (UUID) that every workspace starts with. It never changes.")]
    public string? VcsIntegrationId { get; set; }

    /// <summary>Credentials of every workspace.</summary>
    [JsonPropertyName("credentialConfigId")]
    [Pattern(UuidPattern)]
    [Length(UuidLength, UuidLength)]
    [Description("Credentials (UUID) that every workspace starts with. It never changes.")]
    public string? CredentialConfigId { get; set; }

    /// <summary>Where the states are.</summary>
    [JsonPropertyName("stateBackendConfigId")]
    [Pattern(UuidPattern)]
    [Length(UuidLength, UuidLength)]
    [Description("State backend (UUID) that every workspace starts with; absent means the managed store. It never changes.")]
    public string? StateBackendConfigId { get; set; }

    /// <summary>Where runs are executed.</summary>
    [JsonPropertyName("executionTarget")]
    [EnumValues(ExecutionTargets.Managed, ExecutionTargets.Agent)]
    [Description("Where runs of every workspace are executed at first: managed (also when absent) or agent. It never changes.")]
    public string? ExecutionTarget { get; set; }

    /// <summary>The environments, in order.</summary>
    [Required]
    [JsonPropertyName("environments")]
    [Items(1, EnvironmentNames.MaxEnvironments)]
    [XListType(XListType.Atomic)]
    [ValidationRule("self == oldSelf", message: "environments never change after creation: they are not added, removed, reordered or edited")]
    [Description("The environments, in order. They never change: not added, removed, reordered or edited.")]
    public IList<EnvironmentSpec> Environments { get; set; } = [];

    /// <summary>Stops reconciling; deletion still works.</summary>
    [JsonPropertyName("suspend")]
    [Description("Stops reconciling this object; deletion still works.")]
    public bool? Suspend { get; set; }

    /// <summary>What the object says, as a draft: what is absent or wrong in it is the validator's business.</summary>
    public EnvironmentStackDraft ToDraft() => new()
    {
        Name = Name,
        ProjectId = ProjectId,
        Project = Project,
        SourceRepoUrl = SourceRepoUrl,
        SourceBranch = SourceBranch,
        SourceRoot = SourceRoot,
        VcsIntegrationId = VcsIntegrationId,
        CredentialConfigId = CredentialConfigId,
        StateBackendConfigId = StateBackendConfigId,
        ExecutionTarget = ExecutionTarget,
        Environments = Environments?.Select(static e => new EnvironmentDraft(e.Name, e.VarFiles?.AsReadOnly(), e.PromoteTo?.AsReadOnly())).ToList(),
    };
}
