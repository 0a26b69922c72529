using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>The documented Stack API as curl would call it.</summary>
public sealed class FacadeClient : IDisposable
{
    private readonly HttpClient _http;

    public FacadeClient(Uri url, string token)
    {
        _http = new HttpClient(new LostConnections()) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"token {token}");
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/vnd.pulumi+8");
    }

    /// <summary>Creates a stack.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> CreateAsync(string organization, string project, string stack, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Post, $"api/stacks/{organization}/{project}", new { stackName = stack }, cancellationToken);

    /// <summary>Reads a stack.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> GetAsync(string path, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Get, $"api/stacks/{path}", null, cancellationToken);

    /// <summary>Renames a stack.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> RenameAsync(string path, string newName, string newProject, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Post, $"api/stacks/{path}/rename", new { newName, newProject }, cancellationToken);

    /// <summary>Merges tags.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> TagAsync(string path, IReadOnlyDictionary<string, string?> tags, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Patch, $"api/stacks/{path}/tags", new { tags }, cancellationToken);

    /// <summary>Deletes a stack.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> DeleteAsync(string path, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Delete, $"api/stacks/{path}", null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return (response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }
}
