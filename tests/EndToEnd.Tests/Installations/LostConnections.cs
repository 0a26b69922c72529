using System.Net.Sockets;

namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>Tells of a server that dies between the connect and the first byte as of any lost connection: .NET lets a bare SocketException through.</summary>
internal sealed class LostConnections() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
    }
}
