using System.Globalization;
using System.Text;

namespace StackOperator.Benchmarks.Loads;

/// <summary>An HTTP request as the bytes that go over the wire, made before the clock runs.</summary>
internal static class PreparedRequest
{
    /// <summary>The bytes of a request.</summary>
    public static byte[] Create(string method, Uri url, string authorization, ReadOnlySpan<byte> body, bool isGzip, bool takesGzip = true)
    {
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{method} {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: {authorization}\r\n")
            .Append("Accept: application/vnd.pulumi+9\r\nUser-Agent: pulumi-cli/1 (v3.260.0; linux)\r\nContent-Type: application/json\r\n")
            .Append(takesGzip ? "Accept-Encoding: gzip\r\n" : "")
            .Append(isGzip ? "Content-Encoding: gzip\r\n" : "")
            .Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. body];
    }
}
