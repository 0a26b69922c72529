namespace StackOperator.Core.Deployments;

/// <summary>
/// Resource names, <c>urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME</c>: stack, project and type hold no <c>::</c>, the name may.
/// </summary>
internal static class Urn
{
    public const string RootType = "pulumi:pulumi:Stack";
    private const string Prefix = "urn:pulumi:";
    private const string Delimiter = "::";
    private const string ProviderTypePrefix = "pulumi:providers:";

    /// <summary>The four parts; false when the text is not a URN.</summary>
    public static bool TrySplit(string urn, out (string Stack, string Project, string Type, string Name) parts)
    {
        parts = default;
        if (!urn.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var split = urn[Prefix.Length..].Split(Delimiter, 4);
        if (split.Length < 4)
        {
            return false;
        }

        parts = (split[0], split[1], split[2], split[3]);
        return true;
    }

    /// <summary>The URN of a child under a parent that got another URN; unchanged when either is not a URN, or the parent is the root.</summary>
    public static string Reparent(string child, string parent)
    {
        if (!TrySplit(parent, out var above) || above.Type == RootType || !TrySplit(child, out var own))
        {
            return child;
        }

        var type = own.Type[(own.Type.LastIndexOf('$') + 1)..];
        var qualified = above.Type.Length == 0 ? type : $"{above.Type}${type}";
        return Join(own.Stack, own.Project, qualified, own.Name);
    }

    /// <summary>The URN after a rename of its stack; unchanged when it belongs to another stack or project.</summary>
    public static string Rename(string urn, in StackRenaming renaming)
    {
        if (!TrySplit(urn, out var parts) || parts.Stack != renaming.OldStack || parts.Project != renaming.OldProject)
        {
            return urn;
        }

        var name = parts.Type == RootType ? $"{renaming.NewProject}-{renaming.NewStack}" : parts.Name;
        return Join(renaming.NewStack, renaming.NewProject, parts.Type, name);
    }

    /// <summary>Applies <paramref name="change"/> to the URN inside a provider reference <c>URN::ID</c>.</summary>
    public static string ChangeProvider(string reference, Func<string, string> change)
    {
        var end = reference.LastIndexOf(Delimiter, StringComparison.Ordinal);
        if (end < 0)
        {
            return reference;
        }

        var urn = reference[..end];
        var changed = change(urn);
        return ReferenceEquals(urn, changed) || urn == changed ? reference : changed + reference[end..];
    }

    /// <summary>Whether a provider reference names a <c>pulumi:providers:*</c> resource.</summary>
    public static bool IsProviderReference(string reference)
    {
        var end = reference.LastIndexOf(Delimiter, StringComparison.Ordinal);
        if (end < 0 || !TrySplit(reference[..end], out var parts))
        {
            return false;
        }

        var type = parts.Type[(parts.Type.LastIndexOf('$') + 1)..];
        return type.StartsWith(ProviderTypePrefix, StringComparison.Ordinal)
            && type.Length > ProviderTypePrefix.Length
            && !type.AsSpan(ProviderTypePrefix.Length).Contains(':');
    }

    private static string Join(string stack, string project, string type, string name) => $"{Prefix}{stack}::{project}::{type}::{name}";
}

/// <summary>Names before and after a rename.</summary>
internal readonly record struct StackRenaming(string OldProject, string OldStack, string NewProject, string NewStack);
