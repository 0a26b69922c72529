using System.Net;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>Signs each attempt; after 401 asks for a new token and tries once more.</summary>
internal sealed class AuthHandler(ServerAccess access) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        access.Impersonation?.AddTo(request);
        // SocketsHttpHandler takes the TLS name from this header.
        if (access.TlsServerName is { } name)
            request.Headers.Host = name;
        if (access.Tokens is not { } tokens)
            return await base.SendAsync(request, cancellationToken);

        var token = await tokens.GetAsync(cancellationToken);
        request.Headers.Authorization = token;
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !await tokens.RenewAsync(token, cancellationToken))
            return response;
        response.Dispose();
        request.Headers.Authorization = await tokens.GetAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
