namespace StackOperator.Core.EnvironmentStacks;

/// <summary>The rules that may refuse an EnvironmentStack object.</summary>
public enum EnvironmentStackRefusalKind
{
    /// <summary>A field breaks a rule.</summary>
    InvalidSpec,

    /// <summary>The promotions close a cycle.</summary>
    PromotionCycle,

    /// <summary>The namespace may not claim the organization.</summary>
    OrganizationNotAllowed,

    /// <summary>What a field refers to does not exist.</summary>
    UnknownReference,

    /// <summary>What a field refers to belongs to another project.</summary>
    ScopeMismatch,

    /// <summary>A field that never changes was changed.</summary>
    ImmutableField,

    /// <summary>Another stack has the name.</summary>
    IdentityTaken,

    /// <summary>Other workspaces have the names.</summary>
    WorkspaceNameTaken,

    /// <summary>Other workspaces keep their states there.</summary>
    StateKeyTaken,

    /// <summary>A move would part workspaces from what they use.</summary>
    ScopeConflict,
}
