namespace StackOperator.Core.Tests.Journal;

/// <summary>A deployment as the model sees it.</summary>
internal sealed record ModelState
{
    public const string Manifest =
        """{"time":"1970-01-01T00:00:00Z","magic":"7dff0d166258e7f1d265e8e044021ea087795d58a0c6415ab6fe8b7c790e447f","version":"v3.260.0"}""";

    public List<ModelResource> Resources { get; init; } = [];

    public List<(ModelResource Resource, string Type)> Operations { get; init; } = [];

    public string? Secrets { get; init; }

    public string? Snippets { get; init; }

    public List<KeyValuePair<string, string>> Extensions { get; init; } = [];

    public string? Unknown { get; init; }

    public string[] Features { get; init; } = [];

    public static string Operation(ModelResource resource, string type) => $"{{\"resource\":{resource.Write()},\"type\":\"{type}\"}}";

    public string Write() => Features.Length == 0
        ? $"{{\"version\":3,\"deployment\":{WriteDeployment()}}}"
        : $"{{\"version\":4,\"features\":[{string.Join(',', Features.Select(f => $"\"{f}\""))}],\"deployment\":{WriteDeployment()}}}";

    public string WriteDeployment()
    {
        var text = $"{{\"manifest\":{Manifest}";
        text += Secrets is null ? string.Empty : $",\"secrets_providers\":{Secrets}";
        text += Resources.Count == 0 ? string.Empty : $",\"resources\":[{string.Join(',', Resources.Select(r => r.Write()))}]";
        text += Operations.Count == 0 ? string.Empty : $",\"pending_operations\":[{string.Join(',', Operations.Select(o => Operation(o.Resource, o.Type)))}]";
        text += ",\"metadata\":{}";
        text += Snippets is null ? string.Empty : $",\"snippets\":{Snippets}";
        text += Extensions.Count == 0 ? string.Empty : $",\"extensions\":{{{string.Join(',', Extensions.Select(e => $"\"{e.Key}\":{e.Value}"))}}}";
        return text + (Unknown is null ? string.Empty : $",\"future\":{Unknown}") + "}";
    }
}
