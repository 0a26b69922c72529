namespace StackOperator.Crds.V1Alpha1.EnvironmentStacks;

/// <summary>Condition types and reasons of an EnvironmentStack.</summary>
public static class EnvironmentStackConditions
{
    /// <summary>The object is right: by itself, for its namespace, and in what it refers to.</summary>
    public const string Accepted = "Accepted";

    /// <summary>Stack, workspaces and edges are in the database.</summary>
    public const string Materialized = "Materialized";

    /// <summary>The rows are what the object asks for.</summary>
    public const string Ready = "Ready";

    /// <summary>The operator still works on the object (kstatus).</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>A person must act (kstatus).</summary>
    public const string Stalled = "Stalled";

    /// <summary>Accepted=True.</summary>
    public const string ReasonAccepted = "Accepted";

    /// <summary>Materialized=True and Ready=True: the rows match.</summary>
    public const string ReasonMaterialized = "Materialized";

    /// <summary>Fields of the spec are invalid; the message names them.</summary>
    public const string ReasonInvalidSpec = "InvalidSpec";

    /// <summary>The promotions close a cycle; the message has its path.</summary>
    public const string ReasonPromotionCycle = "PromotionCycle";

    /// <summary>The namespace may not claim the organization; the message says which annotation allows it.</summary>
    public const string ReasonOrganizationNotAllowed = "OrganizationNotAllowed";

    /// <summary>The spec refers to something that does not exist in the organization.</summary>
    public const string ReasonUnknownReference = "UnknownReference";

    /// <summary>The spec refers to something that belongs to another project.</summary>
    public const string ReasonScopeMismatch = "ScopeMismatch";

    /// <summary>A field that never changes was changed; the old data are kept.</summary>
    public const string ReasonImmutableField = "ImmutableField";

    /// <summary>Another stack has the name; the message names it. Heals when that goes.</summary>
    public const string ReasonIdentityTaken = "IdentityTaken";

    /// <summary>Other workspaces have names that this stack's would get; the message names them. Heals when they go.</summary>
    public const string ReasonWorkspaceNameTaken = "WorkspaceNameTaken";

    /// <summary>Other workspaces keep their state where this stack's would; the message names them. Heals when they go.</summary>
    public const string ReasonStateKeyTaken = "StateKeyTaken";

    /// <summary>The stack cannot move: its workspaces use what belongs to another project; the message names it.</summary>
    public const string ReasonScopeConflict = "ScopeConflict";

    /// <summary>spec.suspend is true.</summary>
    public const string ReasonSuspended = "Suspended";

    /// <summary>The database could not be reached or refused; retried with backoff.</summary>
    public const string ReasonDatabaseUnavailable = "DatabaseUnavailable";

    /// <summary>Materialized=False because of what another condition says.</summary>
    public const string ReasonNotAccepted = "NotAccepted";
}
