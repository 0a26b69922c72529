using System.Text.Json;

namespace StackOperator.Core.Deployments;

/// <summary>
/// Walks over one resource and checks the members that rename and replay depend on. Clients could not decode a state that
/// fails here either. Nulls and repeated members count as in the client's decoder.
/// </summary>
internal static class ResourceScan
{
    /// <summary>From the <c>{</c> of a resource to its <c>}</c>.</summary>
    public static ResourceTraits Read(ref Utf8JsonReader reader)
    {
        JsonText.ExpectObject(ref reader, string.Empty);
        var traits = ResourceTraits.None;
        while (JsonText.NextMember(ref reader))
        {
            var member = ResourceMembers.Identify(ref reader);
            reader.Read();
            switch (member)
            {
                case ResourceMember.Other or ResourceMember.Inputs or ResourceMember.Outputs or ResourceMember.ReplacementTrigger:
                    reader.Skip();
                    break;
                case ResourceMember.Taint or ResourceMember.RefreshBeforeUpdate or ResourceMember.Delete or ResourceMember.PendingReplacement:
                    ReadFlag(ref reader, member, ref traits);
                    break;
                case ResourceMember.Dependencies or ResourceMember.ReplaceWith or ResourceMember.Aliases:
                    Set(ref traits, Trait(member), ReadStrings(ref reader, ResourceMembers.Text(member)) > 0);
                    break;
                case ResourceMember.PropertyDependencies:
                    ReadPropertyDependencies(ref reader);
                    break;
                case ResourceMember.ResourceHooks:
                    Set(ref traits, ResourceTraits.Hooks, CountMembers(ref reader, ResourceMembers.Text(member)) > 0);
                    break;
                default:
                    ReadString(ref reader, member, ref traits);
                    break;
            }
        }

        return traits;
    }

    /// <summary>From the <c>{</c> of a pending operation to its <c>}</c>: <c>{"resource": …, "type": …}</c>.</summary>
    public static (ResourceTraits Traits, bool IsCreating) ReadOperation(ref Utf8JsonReader reader)
    {
        JsonText.ExpectObject(ref reader, string.Empty);
        var (traits, isCreating, hasResource) = (ResourceTraits.None, false, false);
        while (JsonText.NextMember(ref reader))
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isResource = reader.ValueTextEquals("resource"u8);
            reader.Read();
            if (isType)
            {
                isCreating = JsonText.String(ref reader, "type") == "creating";
            }
            else if (isResource)
            {
                try
                {
                    traits = Read(ref reader);
                }
                catch (StateRefusedException refused)
                {
                    throw refused.Within("resource");
                }

                hasResource = true;
            }
            else
            {
                reader.Skip();
            }
        }

        return hasResource ? (traits, isCreating) : throw JsonText.Wrong("resource", "missing: send an object");
    }

    /// <summary>Number of items of a list of strings; items may be null.</summary>
    private static int ReadStrings(ref Utf8JsonReader reader, string where)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return 0;
        }

        JsonText.ExpectArray(ref reader, where);
        var count = 0;
        while (JsonText.NextItem(ref reader))
        {
            if (reader.TokenType != JsonTokenType.Null)
            {
                JsonText.ExpectText(ref reader, where);
            }

            count++;
        }

        return count;
    }

    private static void ReadPropertyDependencies(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        JsonText.ExpectObject(ref reader, "propertyDependencies");
        while (JsonText.NextMember(ref reader))
        {
            reader.Read();
            _ = ReadStrings(ref reader, "propertyDependencies");
        }
    }

    private static int CountMembers(ref Utf8JsonReader reader, string where)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return 0;
        }

        JsonText.ExpectObject(ref reader, where);
        var count = 0;
        while (JsonText.NextMember(ref reader))
        {
            reader.Read();
            reader.Skip();
            count++;
        }

        return count;
    }

    private static void ReadFlag(ref Utf8JsonReader reader, ResourceMember member, ref ResourceTraits traits)
    {
        var value = JsonText.Boolean(ref reader, ResourceMembers.Text(member));
        if (reader.TokenType != JsonTokenType.Null)
        {
            Set(ref traits, Trait(member), value);
        }
    }

    private static void ReadString(ref Utf8JsonReader reader, ResourceMember member, ref ResourceTraits traits)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            JsonText.ExpectText(ref reader, ResourceMembers.Text(member));
            Set(ref traits, Trait(member), reader.ValueSpan.Length > 0);
        }
    }

    private static void Set(ref ResourceTraits traits, ResourceTraits trait, bool value) => traits = value ? traits | trait : traits & ~trait;

    private static ResourceTraits Trait(ResourceMember member) => member switch
    {
        ResourceMember.RefreshBeforeUpdate => ResourceTraits.RefreshBeforeUpdate,
        ResourceMember.ViewOf => ResourceTraits.Views,
        ResourceMember.ResourceHooks => ResourceTraits.Hooks,
        ResourceMember.Taint => ResourceTraits.Taint,
        ResourceMember.ReplaceWith => ResourceTraits.ReplaceWith,
        ResourceMember.ExtensionRef => ResourceTraits.Extension,
        ResourceMember.SnippetId => ResourceTraits.Snippet,
        ResourceMember.Aliases => ResourceTraits.Aliases,
        _ => ResourceTraits.None,
    };
}
