using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StackOperator.LocalServices.Containers;

/// <summary>The few calls by which containers of ours are found again and taken away, with the engine's own HTTP API: they must also work for what a crashed process left.</summary>
public sealed class DockerEngine : IDisposable
{
    // Stopping takes the 10 s that the engine gives a container, and more on a busy machine.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http;

    private DockerEngine(Uri endpoint)
    {
        Endpoint = endpoint;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = IsSocket ? ConnectAsync : null })
        {
            BaseAddress = IsSocket ? new Uri("http://docker/") : new UriBuilder("http", endpoint.Host, endpoint.IsDefaultPort || endpoint.Port < 0 ? 2375 : endpoint.Port).Uri,
            Timeout = _limit,
        };
    }

    public Uri Endpoint { get; }

    /// <summary>The address at which ports of its containers are reached.</summary>
    public string Host => IsSocket ? "127.0.0.1" : Endpoint.Host;

    private bool IsSocket => Endpoint.Scheme == "unix";

    /// <summary>The engine when it answers in time; null when nobody listens, it refuses, or it hangs.</summary>
    public static async Task<DockerEngine?> TryConnectAsync(Uri endpoint, TimeSpan patience, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var engine = new DockerEngine(endpoint);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            using var answer = await engine._http.GetAsync(new Uri("_ping", UriKind.Relative), limit.Token);
            if (answer.IsSuccessStatusCode)
                return engine;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            // Not there: that is an answer too.
        }

        engine.Dispose();
        return null;
    }

    /// <summary>The first container with a label; null when there is none.</summary>
    public async Task<DockerContainer?> FindAsync(string label, string value, CancellationToken ct)
    {
        var filters = new JsonObject { ["label"] = new JsonArray($"{label}={value}") };
        var containers = await SendAsync(HttpMethod.Get, $"containers/json?all=true&filters={Uri.EscapeDataString(filters.ToJsonString())}", ct);
        return containers is JsonArray { Count: > 0 } list && list[0] is { } first
            ? new DockerContainer((string)first["Id"]!, (string?)first["State"] == "running")
            : null;
    }

    public Task StartAsync(DockerContainer container, CancellationToken ct) => SendAsync(HttpMethod.Post, $"containers/{container.Id}/start", ct);

    public Task StopAsync(DockerContainer container, CancellationToken ct) => SendAsync(HttpMethod.Post, $"containers/{container.Id}/stop", ct);

    /// <summary>Removes a container with its volumes, running or not.</summary>
    public Task RemoveAsync(DockerContainer container, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"containers/{container.Id}?force=true&v=true", ct);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            using var response = await _http.SendAsync(request, ct);
            var body = await response.Content.ReadAsStringAsync(ct);
            // 304: it is in that state already.
            return response.IsSuccessStatusCode || (int)response.StatusCode == 304
                ? body.Length == 0 ? null : JsonNode.Parse(body)
                : throw new LocalServiceException($"The Docker engine at {Endpoint} refuses {method} {path.Split('?')[0]} ({(int)response.StatusCode}): {body.Trim()}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw new LocalServiceException($"The Docker engine at {Endpoint} does not answer any more ({e.Message}): look after it and try again.", e);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Endpoint.AbsolutePath), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
