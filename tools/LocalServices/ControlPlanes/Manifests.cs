using System.Text.Json.Nodes;

namespace StackOperator.LocalServices.ControlPlanes;

/// <summary>Applies YAML files, as <c>kubectl apply --server-side --force-conflicts</c> would; CustomResourceDefinitions are replaced.</summary>
public sealed class Manifests(ClusterClient client, string fieldManager)
{
    private readonly Dictionary<string, JsonNode> _discovery = [];

    /// <summary>Applies all YAML files of a folder in the order of their names; does nothing when there is no such folder.</summary>
    /// <returns>What was applied, as <c>Kind/name</c>.</returns>
    public async Task<IReadOnlyList<string>> ApplyFolderAsync(string folder, CancellationToken ct)
    {
        List<string> applied = [];
        if (!Directory.Exists(folder))
            return applied;
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".yaml" or ".yml").Order(StringComparer.Ordinal))
            applied.AddRange(await ApplyTextAsync(await File.ReadAllTextAsync(file, ct), ct));
        return applied;
    }

    /// <summary>Applies the objects of a YAML text; waits until a CustomResourceDefinition is served.</summary>
    public async Task<IReadOnlyList<string>> ApplyTextAsync(string yaml, CancellationToken ct)
    {
        List<string> applied = [];
        foreach (var document in ManifestDocument.Parse(yaml))
        {
            await ApplyAsync(document, ct);
            applied.Add($"{document.Kind}/{document.Name}");
        }

        return applied;
    }

    private async Task ApplyAsync(ManifestDocument document, CancellationToken ct)
    {
        var collection = await CollectionAsync(document, ct);
        if (document.Kind != "CustomResourceDefinition")
        {
            await client.ApplyAsync($"{collection}/{document.Name}", document.Yaml, fieldManager, ct);
            return;
        }

        // Older servers do not know newer schema keywords: server-side apply refuses these, a plain write drops them.
        await client.CreateOrReplaceAsync(collection, document, ct);
        await WaitUntilServedAsync(document.Name, ct);
    }

    private async Task<string> CollectionAsync(ManifestDocument document, CancellationToken ct)
    {
        var root = document.ApiVersion.Contains('/') ? $"/apis/{document.ApiVersion}" : $"/api/{document.ApiVersion}";
        var resource = await FindAsync(root, document.Kind, ct) ?? throw new LocalServiceException($"The cluster does not serve {document.Kind} in {document.ApiVersion}.");
        var ns = resource["namespaced"]!.GetValue<bool>() ? $"/namespaces/{document.Namespace ?? "default"}" : "";
        return $"{root}{ns}/{resource["name"]}";
    }

    private async Task<JsonNode?> FindAsync(string root, string kind, CancellationToken ct)
    {
        if (!_discovery.TryGetValue(root, out var list) || Find(list) is null)
            _discovery[root] = list = await client.GetAsync(root, ct);
        return Find(list);

        JsonNode? Find(JsonNode resources) => resources["resources"]!.AsArray().FirstOrDefault(r => r!["kind"]!.GetValue<string>() == kind && !r["name"]!.GetValue<string>().Contains('/'));
    }

    private async Task WaitUntilServedAsync(string crd, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var definition = await client.GetAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{crd}", ct);
            if (IsTrue(definition, "Established") && await IsListedAsync(definition, ct))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        }

        throw new LocalServiceException($"The CustomResourceDefinition {crd} was not served within 30 s: kubectl get crd {crd} -o yaml says why.");
    }

    private static bool IsTrue(JsonNode definition, string condition) =>
        definition["status"]?["conditions"]?.AsArray().Any(c => (string?)c!["type"] == condition && (string?)c["status"] == "True") == true;

    private async Task<bool> IsListedAsync(JsonNode definition, CancellationToken ct)
    {
        var spec = definition["spec"]!;
        foreach (var version in spec["versions"]!.AsArray().Where(v => v!["served"]!.GetValue<bool>()))
        {
            if (!await client.ExistsAsync($"/apis/{spec["group"]}/{version!["name"]}/{spec["names"]!["plural"]}?limit=1", ct))
                return false;
        }

        return true;
    }
}
