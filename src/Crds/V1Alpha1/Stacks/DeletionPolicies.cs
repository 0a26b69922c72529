namespace StackOperator.Crds.V1Alpha1.Stacks;

/// <summary>Values of <see cref="StackSpec.DeletionPolicy"/>.</summary>
public static class DeletionPolicies
{
    /// <summary>The rows go with the object.</summary>
    public const string Delete = "Delete";

    /// <summary>The rows stay.</summary>
    public const string Retain = "Retain";
}
