using System.Net;
using System.Net.Sockets;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>
/// Repeats what the server refused and asked to repeat (429 or 5xx with Retry-After, writes too), and reads whose connection was lost.
/// A write whose connection was lost is never repeated: it may have happened.
/// </summary>
internal sealed class RetryHandler(TimeProvider clock, TimeSpan deadline) : DelegatingHandler
{
    private const int Attempts = 10;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                var response = await SendOnceAsync(request, cancellationToken);
                if (attempt == Attempts || DelayOf(response) is not { } asked || !Fits(wait = Jittered(asked), started))
                    return response;
                response.Dispose();
            }
            catch (HttpRequestException e) when (attempt < Attempts && IsLostRead(request, e, cancellationToken) && Fits(Backoff(attempt), started))
            {
                wait = Jittered(Backoff(attempt));
            }

            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException e)
        {
            // .NET lets it through as it is when the server dies between the connect and the first byte.
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
    }

    private bool Fits(TimeSpan wait, long started) => clock.GetElapsedTime(started) + wait <= deadline;

    private TimeSpan? DelayOf(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.TooManyRequests && (int)response.StatusCode < 500)
            return null;
        return response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => null,
        };
    }

    private static bool IsLostRead(HttpRequestMessage request, HttpRequestException e, CancellationToken cancellationToken) =>
        request.Method == HttpMethod.Get
        && !cancellationToken.IsCancellationRequested
        && e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError or HttpRequestError.Unknown;

    private static TimeSpan Backoff(int attempt) => TimeSpan.FromMilliseconds(Math.Min(5000, 100 << attempt));

    // Clients that were refused together must not come back together.
    private static TimeSpan Jittered(TimeSpan wait)
    {
        var jittered = wait * (0.8 + (0.4 * Random.Shared.NextDouble()));
        return jittered > Shortest ? jittered : Shortest;
    }
}
