using System.Buffers.Text;
using System.Text;
using StackOperator.Core.Names;
using StackOperator.Core.Stacks;

namespace StackOperator.Api.Stacks;

/// <summary>The last stack of a page, in characters that need no escaping in a URL: clients append it as it is.</summary>
internal static class ContinuationToken
{
    // Longest names and separators, in base64url.
    private const int MaxLength = 400;

    public static string For(StackIdentity last) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last.ToString()));

    /// <summary>The stack, or null when the text is no token of ours.</summary>
    public static StackIdentity? Parse(string text)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('/');
        return parts.Length == 3 && NameRules.CheckOrganization(parts[0]) is null && NameRules.CheckProject(parts[1]) is null && NameRules.CheckStack(parts[2]) is null
            ? new StackIdentity(parts[0], parts[1], parts[2])
            : null;
    }
}
