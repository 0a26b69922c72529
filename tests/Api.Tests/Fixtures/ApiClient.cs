using System.Net.Http.Headers;
using System.Text;

namespace StackOperator.Api.Tests.Fixtures;

/// <summary>Sends requests as one caller.</summary>
public sealed class ApiClient(HttpClient http, string? token, string? userAgent)
{
    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> HeadAsync(string path) => SendAsync(HttpMethod.Head, path);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<ApiAnswer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(json));

    public Task<ApiAnswer> PatchAsync(string path, string json) => SendAsync(HttpMethod.Patch, path, Encoding.UTF8.GetBytes(json));

    public Task<ApiAnswer> CreateAsync(string organization, string project, string stack, string tags = "{}") =>
        PostAsync($"/api/stacks/{organization}/{project}", $$"""{"stackName":"{{stack}}","tags":{{tags}}}""");

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, byte[]? body = null, string? encoding = null, string? accept = "application/vnd.pulumi+8", string scheme = "token")
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {token}");
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (userAgent is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        }

        // As the CLI does: the type on every call, with or without a body.
        request.Content = new ByteArrayContent(body ?? []);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        using var response = await http.SendAsync(request);
        return new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }
}
