namespace StackOperator.Crds.V1Alpha1.Stacks;

/// <summary>Condition types and reasons of a Stack.</summary>
public static class StackConditions
{
    /// <summary>The row is what the object asks for.</summary>
    public const string Ready = "Ready";

    /// <summary>The operator still works on the object (kstatus).</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>A person must act; the operator does not retry (kstatus).</summary>
    public const string Stalled = "Stalled";

    /// <summary>Ready=True: the row matches.</summary>
    public const string ReasonMaterialized = "Materialized";

    /// <summary>Another object holds the identity; the message names it. Heals when that object goes.</summary>
    public const string ReasonIdentityTaken = "IdentityTaken";

    /// <summary>The namespace may not claim the organization; the message says which annotation allows it.</summary>
    public const string ReasonOrganizationNotAllowed = "OrganizationNotAllowed";

    /// <summary>An update runs; rename or deletion goes on when it ends.</summary>
    public const string ReasonUpdateRunning = "UpdateRunning";

    /// <summary>spec.suspend is true.</summary>
    public const string ReasonSuspended = "Suspended";

    /// <summary>A field of the spec is invalid (a server without CEL let it pass); the message names it.</summary>
    public const string ReasonInvalidSpec = "InvalidSpec";

    /// <summary>A field that never changes was changed; the old data are kept.</summary>
    public const string ReasonImmutableField = "ImmutableField";

    /// <summary>The database could not be reached or refused; retried with backoff.</summary>
    public const string ReasonDatabaseUnavailable = "DatabaseUnavailable";

    /// <summary>The stack is being deleted.</summary>
    public const string ReasonDeleting = "Deleting";
}
