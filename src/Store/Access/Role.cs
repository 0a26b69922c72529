namespace StackOperator.Store.Access;

/// <summary>What a caller may do in an organization; each role includes the ones before it.</summary>
public enum Role
{
    /// <summary>Reads.</summary>
    Viewer = 1,

    /// <summary>Creates, renames, tags and updates stacks.</summary>
    Member = 2,

    /// <summary>Deletes stacks and manages the organization.</summary>
    Admin = 3,
}
