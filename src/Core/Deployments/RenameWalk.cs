using System.Text.Json;

namespace StackOperator.Core.Deployments;

/// <summary>Visits every place of a state where a URN of the stack may stand. Recursion is bounded by the depth of the text.</summary>
internal sealed class RenameWalk(StackRenaming renaming, TextPatch patch)
{
    private const string ResourceReference = "5cf8f73096256a8f31e491e813e4eb8e";
    private const string OutputValue = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

    public void Wrapper(ReadOnlySpan<byte> text)
    {
        var reader = JsonText.Open(text);
        while (JsonText.NextMember(ref reader))
        {
            var isDeployment = reader.ValueTextEquals("deployment"u8);
            reader.Read();
            if (isDeployment)
            {
                Deployment(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Deployment(ref Utf8JsonReader reader)
    {
        while (JsonText.NextMember(ref reader))
        {
            var isResources = reader.ValueTextEquals("resources"u8);
            var isOperations = reader.ValueTextEquals("pending_operations"u8);
            var isProviders = reader.ValueTextEquals("secrets_providers"u8);
            var isSnippets = reader.ValueTextEquals("snippets"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray && (isResources || isOperations || isSnippets))
            {
                while (JsonText.NextItem(ref reader))
                {
                    Item(ref reader, isOperations, isSnippets);
                }
            }
            else if (isProviders && reader.TokenType == JsonTokenType.StartObject)
            {
                SecretsProvider(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Item(ref Utf8JsonReader reader, bool isOperation, bool isSnippet)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
        }
        else if (isSnippet)
        {
            Snippet(ref reader);
        }
        else if (isOperation)
        {
            Operation(ref reader);
        }
        else
        {
            Resource(ref reader);
        }
    }

    private void Operation(ref Utf8JsonReader reader)
    {
        while (JsonText.NextMember(ref reader))
        {
            var isResource = reader.ValueTextEquals("resource"u8);
            reader.Read();
            if (isResource)
            {
                Resource(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Snippet(ref Utf8JsonReader reader)
    {
        while (JsonText.NextMember(ref reader))
        {
            var isReferences = reader.ValueTextEquals("references"u8);
            reader.Read();
            if (isReferences && reader.TokenType == JsonTokenType.StartObject)
            {
                UrnPatch.CollectValues(ref reader, Rename, patch);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Resource(ref Utf8JsonReader reader)
    {
        while (JsonText.NextMember(ref reader))
        {
            var member = ResourceMembers.Identify(ref reader);
            reader.Read();
            switch (member)
            {
                case ResourceMember.Urn or ResourceMember.Parent or ResourceMember.DeletedWith or ResourceMember.ViewOf:
                    UrnPatch.CollectString(ref reader, Rename, patch);
                    break;
                case ResourceMember.Provider:
                    UrnPatch.CollectString(ref reader, reference => Urn.ChangeProvider(reference, Rename), patch);
                    break;
                case ResourceMember.Dependencies or ResourceMember.ReplaceWith or ResourceMember.Aliases:
                    UrnPatch.CollectItems(ref reader, Rename, patch);
                    break;
                case ResourceMember.PropertyDependencies when reader.TokenType == JsonTokenType.StartObject:
                    PropertyDependencies(ref reader);
                    break;
                case ResourceMember.Inputs or ResourceMember.Outputs or ResourceMember.ReplacementTrigger:
                    PropertyValue(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void PropertyDependencies(ref Utf8JsonReader reader)
    {
        while (JsonText.NextMember(ref reader))
        {
            reader.Read();
            UrnPatch.CollectItems(ref reader, Rename, patch);
        }
    }

    private void PropertyValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            PropertyObject(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (JsonText.NextItem(ref reader))
            {
                PropertyValue(ref reader);
            }
        }
    }

    // The signature that gives "urn" and "dependencies" their meaning may stand after them.
    private void PropertyObject(ref Utf8JsonReader reader)
    {
        var signature = string.Empty;
        TextPatch? urns = null;
        TextPatch? dependencies = null;
        while (JsonText.NextMember(ref reader))
        {
            var isSignature = reader.ValueTextEquals("4dabf18193072939515e22adb298388d"u8);
            var isUrn = reader.ValueTextEquals("urn"u8);
            var isDependencies = reader.ValueTextEquals("dependencies"u8);
            reader.Read();
            if (isSignature && reader.TokenType == JsonTokenType.String)
            {
                signature = JsonText.String(ref reader, "signature");
            }
            else if (isUrn && reader.TokenType == JsonTokenType.String)
            {
                UrnPatch.CollectString(ref reader, Rename, urns = new TextPatch());
            }
            else if (isDependencies && reader.TokenType == JsonTokenType.StartArray)
            {
                dependencies = new TextPatch();
                while (JsonText.NextItem(ref reader))
                {
                    UrnOrValue(ref reader, dependencies);
                }
            }
            else
            {
                PropertyValue(ref reader);
            }
        }

        patch.Add(signature switch
        {
            ResourceReference => urns,
            OutputValue => dependencies,
            _ => null,
        });
    }

    private void UrnOrValue(ref Utf8JsonReader reader, TextPatch urns)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            UrnPatch.CollectString(ref reader, Rename, urns);
        }
        else
        {
            PropertyValue(ref reader);
        }
    }

    private void SecretsProvider(ref Utf8JsonReader reader)
    {
        var isService = false;
        TextPatch? state = null;
        while (JsonText.NextMember(ref reader))
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isState = reader.ValueTextEquals("state"u8);
            reader.Read();
            if (isType)
            {
                isService = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("service"u8);
            }

            if (isState && reader.TokenType == JsonTokenType.StartObject)
            {
                state = ServiceState(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        patch.Add(isService ? state : null);
    }

    private TextPatch? ServiceState(ref Utf8JsonReader reader)
    {
        var changes = new TextPatch();
        var (isProject, isStack) = (false, false);
        while (JsonText.NextMember(ref reader))
        {
            var isProjectName = reader.ValueTextEquals("project"u8);
            var isStackName = reader.ValueTextEquals("stack"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && (isProjectName || isStackName))
            {
                var isOld = reader.ValueTextEquals(isProjectName ? renaming.OldProject : renaming.OldStack);
                (isProject, isStack) = isProjectName ? (isOld, isStack) : (isProject, isOld);
                var start = (int)reader.TokenStartIndex;
                changes.Add(start, (int)reader.BytesConsumed - start, JsonText.Quote(isProjectName ? renaming.NewProject : renaming.NewStack));
            }
            else
            {
                reader.Skip();
            }
        }

        return isProject && isStack ? changes : null;
    }

    private string Rename(string urn) => Urn.Rename(urn, renaming);
}
