namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Verbs of a permission; <see cref="All"/> is <c>*</c>.</summary>
[Flags]
public enum RbacVerb
{
    None = 0,
    Get = 1,
    List = 2,
    Watch = 4,
    Create = 8,
    Update = 16,
    Patch = 32,
    Delete = 64,
    AllExplicit = Get | List | Watch | Create | Update | Patch | Delete,
    All = 128,
}
