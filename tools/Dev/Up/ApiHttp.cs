using System.Net;
using System.Net.Http.Headers;

namespace StackOperator.Dev.Up;

/// <summary>Calls to the REST facade as the Pulumi CLI makes them.</summary>
internal static class ApiHttp
{
    public const string MediaType = "application/vnd.pulumi+8";

    /// <summary>A client that signs in with an access token.</summary>
    public static HttpClient Create(Uri api, string token)
    {
        var http = new HttpClient { BaseAddress = api };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", token);
        http.DefaultRequestHeaders.Accept.ParseAdd(MediaType);
        return http;
    }

    /// <summary>Whether the API takes the token.</summary>
    public static async Task<bool> IsValidAsync(Uri api, string token, CancellationToken ct)
    {
        using var http = Create(api, token);
        using var response = await http.GetAsync(new Uri("api/user", UriKind.Relative), ct);
        return response.StatusCode == HttpStatusCode.OK;
    }
}
