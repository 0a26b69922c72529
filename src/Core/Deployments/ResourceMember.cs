using System.Text.Json;

namespace StackOperator.Core.Deployments;

/// <summary>Members of a resource that the server reads; all others are copied unseen.</summary>
internal enum ResourceMember
{
    Other,
    Urn,
    Type,
    Parent,
    Provider,
    Dependencies,
    PropertyDependencies,
    ReplaceWith,
    Aliases,
    DeletedWith,
    ViewOf,
    ResourceHooks,
    Taint,
    RefreshBeforeUpdate,
    ExtensionRef,
    SnippetId,
    Delete,
    PendingReplacement,
    Inputs,
    Outputs,
    ReplacementTrigger,
}

/// <summary>Tells members apart by name.</summary>
internal static class ResourceMembers
{
    private static readonly (byte[] Name, ResourceMember Member)[] s_names =
    [
        ("urn"u8.ToArray(), ResourceMember.Urn),
        ("type"u8.ToArray(), ResourceMember.Type),
        ("parent"u8.ToArray(), ResourceMember.Parent),
        ("provider"u8.ToArray(), ResourceMember.Provider),
        ("dependencies"u8.ToArray(), ResourceMember.Dependencies),
        ("propertyDependencies"u8.ToArray(), ResourceMember.PropertyDependencies),
        ("replaceWith"u8.ToArray(), ResourceMember.ReplaceWith),
        ("aliases"u8.ToArray(), ResourceMember.Aliases),
        ("deletedWith"u8.ToArray(), ResourceMember.DeletedWith),
        ("viewOf"u8.ToArray(), ResourceMember.ViewOf),
        ("resourceHooks"u8.ToArray(), ResourceMember.ResourceHooks),
        ("taint"u8.ToArray(), ResourceMember.Taint),
        ("refreshBeforeUpdate"u8.ToArray(), ResourceMember.RefreshBeforeUpdate),
        ("extensionRef"u8.ToArray(), ResourceMember.ExtensionRef),
        ("snippetID"u8.ToArray(), ResourceMember.SnippetId),
        ("delete"u8.ToArray(), ResourceMember.Delete),
        ("pendingReplacement"u8.ToArray(), ResourceMember.PendingReplacement),
        ("inputs"u8.ToArray(), ResourceMember.Inputs),
        ("outputs"u8.ToArray(), ResourceMember.Outputs),
        ("replacementTrigger"u8.ToArray(), ResourceMember.ReplacementTrigger),
    ];

    /// <summary>The member whose name the reader stands on.</summary>
    public static ResourceMember Identify(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        foreach (var (name, member) in s_names)
        {
            if (reader.ValueIsEscaped ? reader.ValueTextEquals(name) : name.Length == text.Length && text.SequenceEqual(name))
            {
                return member;
            }
        }

        return ResourceMember.Other;
    }

    /// <summary>The name as it stands in messages.</summary>
    public static string Text(ResourceMember member)
    {
        foreach (var (name, candidate) in s_names)
        {
            if (candidate == member)
            {
                return System.Text.Encoding.ASCII.GetString(name);
            }
        }

        return string.Empty;
    }
}
