using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace StackOperator.LocalServices.ControlPlanes;

/// <summary>The few raw calls that setting up a cluster needs; independent of the client library that is under test.</summary>
public sealed class ClusterClient : IDisposable
{
    private readonly HttpClient _http;

    public ClusterClient(Kubeconfig kubeconfig)
    {
        ArgumentNullException.ThrowIfNull(kubeconfig);
        var authority = X509CertificateLoader.LoadCertificateFromFile(kubeconfig.AuthorityFile);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new()
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri(kubeconfig.Server) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", kubeconfig.Token);
    }

    /// <summary>Whether a GET of the path succeeds.</summary>
    public async Task<bool> ExistsAsync(string path, CancellationToken ct)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), ct);
        return response.IsSuccessStatusCode;
    }

    public Task<JsonNode> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, null, "application/json", ct);

    public Task<JsonNode> PostAsync(string path, JsonNode body, CancellationToken ct) => SendAsync(HttpMethod.Post, path, body.ToJsonString(), "application/json", ct);

    /// <summary>Creates an object from YAML, or replaces the one that is there.</summary>
    /// <param name="collection">Path of the collection.</param>
    /// <param name="document">The object.</param>
    /// <param name="ct">Cancels.</param>
    public async Task CreateOrReplaceAsync(string collection, ManifestDocument document, CancellationToken ct)
    {
        var path = $"{collection}/{document.Name}";
        if (!await ExistsAsync(path, ct))
        {
            await SendAsync(HttpMethod.Post, collection, document.Yaml, "application/yaml", ct);
            return;
        }

        var version = (await GetAsync(path, ct))["metadata"]!["resourceVersion"]!.GetValue<string>();
        await SendAsync(HttpMethod.Put, path, document.YamlAt(version), "application/yaml", ct);
    }

    /// <summary>Server-side apply of one YAML document.</summary>
    public Task<JsonNode> ApplyAsync(string path, string yaml, string fieldManager, CancellationToken ct) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={fieldManager}&force=true", yaml, "application/apply-patch+yaml", ct);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, string? body, string mediaType, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(mediaType));
        using var response = await _http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
            return JsonNode.Parse(text)!;
        throw new LocalServiceException($"{method} {path}: the API server answered {(int)response.StatusCode}: {text}");
    }
}
