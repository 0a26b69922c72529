namespace StackOperator.Core.Stacks;

/// <summary>The rules that may refuse an object. A person must act on each.</summary>
public enum StackRefusalKind
{
    /// <summary>A field breaks the rules of names, tags or sizes.</summary>
    InvalidSpec,

    /// <summary>The namespace may not claim the organization.</summary>
    OrganizationNotAllowed,

    /// <summary>A field that never changes was changed.</summary>
    ImmutableField,

    /// <summary>Another object holds the identity.</summary>
    IdentityTaken,
}
