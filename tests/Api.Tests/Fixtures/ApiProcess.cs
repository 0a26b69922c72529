using Microsoft.AspNetCore.Builder;

namespace StackOperator.Api.Tests.Fixtures;

/// <summary>A running API and clients for it.</summary>
public sealed class ApiProcess(WebApplication app)
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 256 })
    {
        BaseAddress = new Uri(app.Urls.First()),
        Timeout = TimeSpan.FromMinutes(2),
    };

    public HttpClient Http => _http;

    public IServiceProvider Services => app.Services;

    public ApiClient As(string? token, string? userAgent = null) => new(_http, token, userAgent);

    /// <summary>Ends it as a crash would: hung requests never go on, sessions with the database end.</summary>
    public async Task KillAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await app.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // It had no time to stop in order.
        }
    }
}
