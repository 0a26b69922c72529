using System.Globalization;
using System.Net;
using System.Text;
using k8s;
using k8s.Autorest;

namespace StackOperator.ControllerRuntime.Client;

/// <summary>Lists and watches one kind as streams of raw objects.</summary>
internal sealed class ListWatch(Kubernetes client, ResourceKind kind, string? @namespace, string? labelSelector = null, string? fieldSelector = null)
{
    // Above what etcd can hold, with room for what the server adds.
    private const int LargestObject = 16 * 1024 * 1024;
    private const int LargestErrorBody = 64 * 1024;

    public ResourceKind Kind => kind;

    public string? Namespace => @namespace;

    /// <summary>Reads one page; each object goes to <paramref name="sink"/> while the page arrives.</summary>
    /// <exception cref="HttpOperationException">The server refused.</exception>
    public async Task<ListPage> ListAsync(ListQuery query, ObjectSink sink, CancellationToken cancellationToken)
    {
        using var request = Request(Uri(query.Parameters()));
        using var response = await SendAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new StreamBuffer(stream, LargestObject);
        var reader = new ListReader(sink);
        await reader.ReadAsync(buffer, cancellationToken);
        return new(reader.ResourceVersion, string.IsNullOrEmpty(reader.Continue) ? null : reader.Continue);
    }

    /// <summary>Watches until the server ends the stream, the token is cancelled, or <paramref name="line"/> returns false.</summary>
    /// <exception cref="HttpOperationException">The server refused.</exception>
    public async Task WatchAsync(WatchQuery query, WatchLine line, CancellationToken cancellationToken)
    {
        using var request = Request(Uri(query.Parameters()));
        using var response = await SendAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new StreamBuffer(stream, LargestObject);
        do
        {
            if (!Lines(buffer, line))
                return;
        }
        while (await buffer.ReadMoreAsync(cancellationToken));
        if (!buffer.Unread.IsEmpty)
            throw new InvalidDataException("The watch ended within an event.");
    }

    private static bool Lines(StreamBuffer buffer, WatchLine line)
    {
        for (var unread = buffer.Unread; ; unread = buffer.Unread)
        {
            var end = unread.IndexOf((byte)'\n');
            if (end < 0)
                return true;
            var text = unread[..end].TrimEnd((byte)'\r');
            var goOn = text.IsEmpty || line(text);
            buffer.Advance(end + 1);
            if (!goOn)
                return false;
        }
    }

    private Uri Uri(IEnumerable<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder(kind.CollectionPath(@namespace));
        var separator = '?';
        foreach (var (name, value) in parameters.Append(("labelSelector", labelSelector)).Append(("fieldSelector", fieldSelector)))
        {
            if (value is null)
                continue;
            text.Append(separator).Append(name).Append('=').Append(System.Uri.EscapeDataString(value));
            separator = '&';
        }

        return new(client.BaseUri, text.ToString());
    }

    private static HttpRequestMessage Request(Uri uri) => new(HttpMethod.Get, uri)
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        Headers = { Accept = { new("application/json") } },
    };

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var text = await ErrorTextAsync(response, cancellationToken);
            var code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            throw new HttpOperationException($"The API server answered {code} to {request.RequestUri?.AbsolutePath}.")
            {
                Request = new HttpRequestMessageWrapper(request, null),
                Response = new HttpResponseMessageWrapper(response, text),
            };
        }
    }

    private static async Task<string> ErrorTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[LargestErrorBody];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
