using System.Text.Json;

namespace StackOperator.Core.Deployments;

/// <summary>One state found out by position: where its wrapper's and its deployment's members and each of its resources stand.</summary>
internal sealed class DeploymentText
{
    private bool _hasVersion;
    private bool _hasDeployment;

    private DeploymentText(ReadOnlyMemory<byte> raw) => Raw = raw;

    public ReadOnlyMemory<byte> Raw { get; }

    public int Version { get; private set; }

    public List<string> Features { get; } = [];

    /// <summary>Where the wrapper stands in <see cref="Raw"/>.</summary>
    public JsonSlice Whole { get; private set; }

    public JsonSlice Deployment { get; private set; }

    public List<(JsonSlice Slice, ResourceTraits Traits)> Resources { get; } = [];

    public List<(JsonSlice Slice, ResourceTraits Traits, bool IsCreating)> PendingOperations { get; } = [];

    public JsonSlice? SecretsProviders { get; private set; }

    public string? SecretsProviderType { get; private set; }

    public JsonSlice? Metadata { get; private set; }

    public JsonSlice? Snippets { get; private set; }

    public JsonSlice? Extensions { get; private set; }

    /// <summary>Members of the deployment that this server does not know, name and value, each from the name's quote.</summary>
    public List<JsonSlice> UnknownMembers { get; } = [];

    /// <summary>The same for the wrapper.</summary>
    public List<JsonSlice> UnknownWrapperMembers { get; } = [];

    public static DeploymentText Parse(ReadOnlyMemory<byte> raw)
    {
        var text = new DeploymentText(raw);
        var reader = JsonText.Open(raw.Span);
        text.ReadWrapper(ref reader, "body");
        JsonText.End(ref reader);
        text.Whole = new JsonSlice(0, raw.Length);
        return text;
    }

    /// <summary>Reads the state that a reader of a longer text stands on; all positions are those of the longer text.</summary>
    public static DeploymentText ParseWithin(ref Utf8JsonReader reader, ReadOnlyMemory<byte> raw, string where)
    {
        var text = new DeploymentText(raw);
        var start = (int)reader.TokenStartIndex;
        text.ReadWrapper(ref reader, where);
        text.Whole = new JsonSlice(start, (int)reader.BytesConsumed - start);
        return text;
    }

    /// <summary>Reads a bare deployment, as a journal entry of kind 5 carries it.</summary>
    public static DeploymentText ParseBare(ReadOnlyMemory<byte> raw, string where)
    {
        var text = new DeploymentText(raw) { Version = DeploymentEnvelope.MaxVersion };
        var reader = JsonText.Open(raw.Span);
        text.ReadDeployment(ref reader, where);
        JsonText.End(ref reader);
        return text;
    }

    public ReadOnlyMemory<byte> Slice(JsonSlice slice) => Raw.Slice(slice.Start, slice.Length);

    private void ReadWrapper(ref Utf8JsonReader reader, string where)
    {
        JsonText.ExpectObject(ref reader, where);
        while (JsonText.NextMember(ref reader))
        {
            var name = (int)reader.TokenStartIndex;
            if (reader.ValueTextEquals("version"u8))
            {
                reader.Read();
                Version = ReadVersion(ref reader);
                _hasVersion = true;
            }
            else if (reader.ValueTextEquals("features"u8))
            {
                reader.Read();
                ReadFeatures(ref reader);
            }
            else if (reader.ValueTextEquals("deployment"u8))
            {
                reader.Read();
                ReadDeployment(ref reader, "deployment");
            }
            else
            {
                UnknownWrapperMembers.Add(SkipMember(ref reader, name));
            }
        }

        if (!_hasVersion)
        {
            throw new StateRefusedException(StateRefusalKind.UnsupportedVersion, "version", "missing: send a deployment of version 1 to 4");
        }

        if (!_hasDeployment)
        {
            throw JsonText.Wrong("deployment", "missing: send an object");
        }
    }

    private static int ReadVersion(ref Utf8JsonReader reader)
    {
        var version = JsonText.Integer(ref reader, "version");
        return version is >= DeploymentEnvelope.MinVersion and <= DeploymentEnvelope.MaxVersion
            ? (int)version
            : throw new StateRefusedException(
                StateRefusalKind.UnsupportedVersion,
                "version",
                $"deployment version {version} is not supported: {DeploymentEnvelope.MinVersion} to {DeploymentEnvelope.MaxVersion} are");
    }

    private void ReadFeatures(ref Utf8JsonReader reader)
    {
        Features.Clear();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        JsonText.ExpectArray(ref reader, "features");
        while (JsonText.NextItem(ref reader))
        {
            Features.Add(JsonText.String(ref reader, $"features[{Features.Count}]"));
        }
    }

    private void ReadDeployment(ref Utf8JsonReader reader, string where)
    {
        JsonText.ExpectObject(ref reader, where);
        Forget();
        var start = (int)reader.TokenStartIndex;
        while (JsonText.NextMember(ref reader))
        {
            ReadDeploymentMember(ref reader, where);
        }

        Deployment = new JsonSlice(start, (int)reader.BytesConsumed - start);
        _hasDeployment = true;
    }

    private void ReadDeploymentMember(ref Utf8JsonReader reader, string where)
    {
        var name = (int)reader.TokenStartIndex;
        if (reader.ValueTextEquals("resources"u8))
        {
            reader.Read();
            ReadResources(ref reader, $"{where}.resources");
        }
        else if (reader.ValueTextEquals("pending_operations"u8))
        {
            reader.Read();
            ReadPendingOperations(ref reader, $"{where}.pending_operations");
        }
        else if (reader.ValueTextEquals("secrets_providers"u8))
        {
            reader.Read();
            ReadSecretsProviders(ref reader, $"{where}.secrets_providers");
        }
        else if (reader.ValueTextEquals("metadata"u8))
        {
            reader.Read();
            Metadata = ReadOptional(ref reader, JsonTokenType.StartObject, $"{where}.metadata");
        }
        else if (reader.ValueTextEquals("snippets"u8))
        {
            reader.Read();
            Snippets = ReadOptional(ref reader, JsonTokenType.StartArray, $"{where}.snippets");
        }
        else if (reader.ValueTextEquals("extensions"u8))
        {
            reader.Read();
            Extensions = ReadOptional(ref reader, JsonTokenType.StartObject, $"{where}.extensions");
        }
        else if (reader.ValueTextEquals("manifest"u8))
        {
            reader.Read();
            _ = ReadOptional(ref reader, JsonTokenType.StartObject, $"{where}.manifest");
        }
        else
        {
            UnknownMembers.Add(SkipMember(ref reader, name));
        }
    }

    private void ReadResources(ref Utf8JsonReader reader, string where)
    {
        Resources.Clear();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        JsonText.ExpectArray(ref reader, where);
        while (JsonText.NextItem(ref reader))
        {
            var start = (int)reader.TokenStartIndex;
            try
            {
                var traits = ResourceScan.Read(ref reader);
                Resources.Add((new JsonSlice(start, (int)reader.BytesConsumed - start), traits));
            }
            catch (StateRefusedException refused)
            {
                throw refused.Within($"{where}[{Resources.Count}]");
            }
        }
    }

    private void ReadPendingOperations(ref Utf8JsonReader reader, string where)
    {
        PendingOperations.Clear();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        JsonText.ExpectArray(ref reader, where);
        while (JsonText.NextItem(ref reader))
        {
            var start = (int)reader.TokenStartIndex;
            try
            {
                var (traits, isCreating) = ResourceScan.ReadOperation(ref reader);
                PendingOperations.Add((new JsonSlice(start, (int)reader.BytesConsumed - start), traits, isCreating));
            }
            catch (StateRefusedException refused)
            {
                throw refused.Within($"{where}[{PendingOperations.Count}]");
            }
        }
    }

    private void ReadSecretsProviders(ref Utf8JsonReader reader, string where)
    {
        SecretsProviders = null;
        SecretsProviderType = null;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        JsonText.ExpectObject(ref reader, where);
        var start = (int)reader.TokenStartIndex;
        while (JsonText.NextMember(ref reader))
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType)
            {
                SecretsProviderType = JsonText.String(ref reader, $"{where}.type");
            }

            reader.Skip();
        }

        SecretsProviders = new JsonSlice(start, (int)reader.BytesConsumed - start);
    }

    private static JsonSlice? ReadOptional(ref Utf8JsonReader reader, JsonTokenType token, string where)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (token == JsonTokenType.StartObject)
        {
            JsonText.ExpectObject(ref reader, where);
        }
        else
        {
            JsonText.ExpectArray(ref reader, where);
        }

        return JsonText.Skip(ref reader);
    }

    private static JsonSlice SkipMember(ref Utf8JsonReader reader, int nameStart)
    {
        reader.Read();
        reader.Skip();
        return new JsonSlice(nameStart, (int)reader.BytesConsumed - nameStart);
    }

    // A member that occurs twice: the last one counts, as in the client's own decoder.
    private void Forget()
    {
        Resources.Clear();
        PendingOperations.Clear();
        UnknownMembers.Clear();
        SecretsProviders = null;
        SecretsProviderType = null;
        Metadata = null;
        Snippets = null;
        Extensions = null;
    }
}
