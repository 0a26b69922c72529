using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace StackOperator.Api.Tests.Fixtures;

/// <summary>Sends requests to the environment API as one caller.</summary>
public sealed class EnvironmentClient(HttpClient http, string? token)
{
    public Task<ApiAnswer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<ApiAnswer> PostAsync(string path, string json, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, json, headers);

    public Task<ApiAnswer> PatchAsync(string path, string json, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Patch, path, json, headers);

    public Task<ApiAnswer> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    /// <summary>Creates a stack by a short text such as <c>dev>staging,prod</c> for each environment.</summary>
    public Task<ApiAnswer> CreateStackAsync(string name, params string[] environments) => PostAsync("/stacks", StackBody(name, environments));

    /// <summary>Creates something and gives its id.</summary>
    public async Task<string> MakeAsync(string path, string json) => (string)(await PostAsync(path, json)).ShouldBe(201).Json["id"]!;

    /// <summary>The workspaces of the organization by name.</summary>
    public async Task<Dictionary<string, JsonNode>> WorkspacesAsync(string query = "") =>
        (await GetAsync($"/workspaces{query}")).ShouldBe(200).Json.AsArray().ToDictionary(node => (string)node!["name"]!, node => node!);

    public static string StackBody(string name, params string[] environments) => new JsonObject
    {
        ["name"] = name,
        ["environments"] = new JsonArray([.. environments.Select(static text =>
        {
            var parts = text.Split('>');
            return new JsonObject { ["name"] = parts[0], ["promote_to"] = new JsonArray([.. parts.Skip(1).SelectMany(static p => p.Split(',')).Select(static p => (JsonNode)p)]) };
        })]),
    }.ToJsonString();

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                request.Content!.Headers.ContentType = value.Length == 0 ? null : MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await http.SendAsync(request);
        return new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }
}
