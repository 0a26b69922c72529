using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using StackOperator.Core.Stacks;

namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>
/// The calls of one update as the Pulumi CLI makes them: gzipped bodies, its tokens, and its rule of repeating (at most four
/// times; create and start never). Addresses are used in turn.
/// </summary>
public sealed class CommandLineClient(StackIdentity stack, string token, params Uri[] servers) : IDisposable
{
    private readonly HttpClient[] _servers = [.. servers.Select(server => new HttpClient(new LostConnections()) { BaseAddress = server, Timeout = TimeSpan.FromMinutes(2) })];
    private int _calls;
    private string _lease = "";

    /// <summary>Attempts of calls that the CLI repeats; 1 shows every failure.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The running update.</summary>
    public string Update { get; private set; } = "";

    /// <summary>Whether it has got the lease of the update.</summary>
    public bool HasStarted => _lease.Length > 0;

    /// <summary>Where it sends its calls, the first of them.</summary>
    public Uri Server => _servers[0].BaseAddress!;

    private string Stack => $"api/stacks/{stack.Organization}/{stack.Project}/{stack.Name}";

    /// <summary>Creates and starts an update; the answer of the start.</summary>
    public async Task<JsonNode> BeginAsync(string kind, bool journal, CancellationToken cancellationToken)
    {
        var created = await SendAsync(HttpMethod.Post, $"{Stack}/{kind}", """{"options":{"dryRun":false},"config":{},"metadata":{"message":"m","environment":{}}}""", leased: false, repeat: false, cancellationToken);
        Update = (string)created!["updateID"]!;
        var started = await SendAsync(HttpMethod.Post, $"{Stack}/update/{Update}", journal ? """{"journalVersion":1}""" : "{}", leased: false, repeat: false, cancellationToken);
        _lease = (string)started!["token"]!;
        return started;
    }

    /// <summary>Appends entries.</summary>
    public Task JournalAsync(IEnumerable<string> entries, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, $"{Stack}/update/{Update}/journalentries", $$"""{"entries":[{{string.Join(',', entries)}}]}""", leased: true, repeat: true, cancellationToken);

    /// <summary>Saves a whole deployment.</summary>
    public Task CheckpointAsync(string deployment, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, $"{Stack}/update/{Update}/checkpoint", $$"""{"isInvalid":false,"version":3,"deployment":{{deployment}} }""", leased: true, repeat: true, cancellationToken);

    /// <summary>Sends one engine event.</summary>
    public Task EventAsync(int sequence, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{Stack}/update/{Update}/events/batch", $$"""{"events":[{"sequence":{{sequence}},"timestamp":1,"stdoutEvent":{"message":"x","color":"raw"} }]}""", leased: true, repeat: true, cancellationToken);

    /// <summary>Renews the lease.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken) =>
        _lease = (string)(await SendAsync(HttpMethod.Post, $"{Stack}/update/{Update}/renew_lease", """{"token":"","duration":300}""", leased: true, repeat: true, cancellationToken))!["token"]!;

    /// <summary>Completes the update.</summary>
    public Task CompleteAsync(string status, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{Stack}/update/{Update}/complete", $$"""{"status":"{{status}}"}""", leased: true, repeat: true, cancellationToken);

    /// <summary>Cancels the update, as another shell would.</summary>
    public Task CancelAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{Stack}/update/{Update}/cancel", "", leased: false, repeat: true, cancellationToken);

    /// <summary>The exact text of the state.</summary>
    public async Task<string> ExportAsync(CancellationToken cancellationToken)
    {
        using var response = await SendOnceAsync(HttpMethod.Get, $"{Stack}/export", "", leased: false, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Another call with the access token.</summary>
    public Task<JsonNode?> CallAsync(HttpMethod method, string call, string body, CancellationToken cancellationToken) =>
        SendAsync(method, $"{Stack}{call}", body, leased: false, repeat: false, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server.Dispose();
        }
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, string body, bool leased, bool repeat, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var response = await SendOnceAsync(method, path, body, leased, cancellationToken);
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return text.Length > 0 ? JsonNode.Parse(text) : null;
                }

                if (!repeat || attempt >= Attempts || response.StatusCode is < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests)
                {
                    throw new HttpRequestException($"{method} {path}: {text}", null, response.StatusCode);
                }
            }
            catch (HttpRequestException e) when (e.StatusCode is null && repeat && attempt < Attempts)
            {
                // The transport broke.
            }

            // 1, 2, 4 s, as the CLI.
            var pause = TimeSpan.FromSeconds(1 << (attempt - 1));
            await Task.Delay(pause, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, string path, string body, bool leased, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", leased ? $"update-token {_lease}" : $"token {token}");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.pulumi+9");
        request.Headers.TryAddWithoutValidation("User-Agent", "pulumi-cli/1 (v3.260.0; linux)");
        if (body.Length > 0)
        {
            request.Content = leased ? Gzipped(body) : new StringContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await _servers[_calls++ % _servers.Length].SendAsync(request, cancellationToken);
    }

    private static ByteArrayContent Gzipped(string body)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(body));
        }

        var content = new ByteArrayContent(output.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
