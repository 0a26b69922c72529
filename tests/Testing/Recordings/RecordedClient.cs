using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StackOperator.Testing.Recordings;

/// <summary>Sends recorded requests as the CLI does: its headers, gzip where it was used, retries where the CLI retries.</summary>
public sealed partial class RecordedClient(HttpClient http, Bindings bindings, string token)
{
    /// <summary>Sends one recorded request; the arguments override the recorded parts.</summary>
    public async Task<Answer> SendAsync(Exchange exchange, string? path = null, JsonNode? body = null, string? bodyText = null, CancellationToken cancellationToken = default)
    {
        var target = path ?? bindings.Text(exchange.PathAndQuery);
        var text = bodyText
            ?? body?.ToJsonString()
            ?? (exchange.BodyText is { } recorded ? bindings.Text(recorded) : bindings.Live(exchange.Body)?.ToJsonString());
        var retryable = exchange.Method == "GET" || RetriedCalls().IsMatch(target.Split('?')[0]);
        for (var attempt = 0; ; attempt++)
        {
            using var request = Request(exchange, target, text);
            using var response = await http.SendAsync(request, cancellationToken);
            var answer = new Answer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
            if (!retryable || attempt == 3 || (answer.Status < 500 && answer.Status != 429))
            {
                return answer;
            }

            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromMilliseconds(200 << attempt), cancellationToken);
        }
    }

    private HttpRequestMessage Request(Exchange exchange, string target, string? text)
    {
        var request = new HttpRequestMessage(new HttpMethod(exchange.Method), target) { Version = HttpVersion.Version11 };
        var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
        var gzip = text is not null && exchange.Headers.GetValueOrDefault("Content-Encoding") == "gzip";
        request.Content = new ByteArrayContent(gzip ? Gzip(bytes) : bytes);
        foreach (var (name, value) in exchange.Headers)
        {
            if (name == "Content-Type")
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else if (name != "Content-Encoding")
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (gzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        if (exchange.Authorization != "none")
        {
            var parts = exchange.Authorization.Split(' ', 2);
            var credential = parts[1] == "TOKEN" ? token : bindings.Word(parts[1]);
            request.Headers.TryAddWithoutValidation("Authorization", $"{parts[0]} {credential}");
        }

        return request;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }

    [GeneratedRegex("/(encrypt|decrypt|batch-encrypt|batch-decrypt|renew_lease|checkpoint|checkpointverbatim|checkpointdelta|journalentries|events/batch|complete|cancel)$")]
    private static partial Regex RetriedCalls();
}
