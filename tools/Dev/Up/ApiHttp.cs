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
}
