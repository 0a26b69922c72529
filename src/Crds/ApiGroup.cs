namespace StackOperator.Crds;

/// <summary>Names in the API group of this project.</summary>
public static class ApiGroup
{
    /// <summary>The API group of all resources.</summary>
    public const string Name = "stackoperator.io";

    /// <summary>Annotation of a namespace: comma-separated organizations that objects in it may claim.</summary>
    public const string OrganizationsAnnotation = "stackoperator.io/organizations";

    /// <summary>Finalizer on Stack objects.</summary>
    public const string StackFinalizer = "stackoperator.io/stack-finalizer";

    /// <summary>Finalizer on EnvironmentStack objects.</summary>
    public const string EnvironmentStackFinalizer = "stackoperator.io/environmentstack-finalizer";

    /// <summary>Annotation the REST facade puts on objects that it created: the caller's login.</summary>
    public const string CreatedByAnnotation = "stackoperator.io/created-by";
}
