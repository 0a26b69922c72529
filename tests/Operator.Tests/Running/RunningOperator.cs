using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace StackOperator.Operator.Tests.Running;

/// <summary>An operator inside the test process.</summary>
internal sealed class RunningOperator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningOperator(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningOperator> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken ct)
    {
        string[] args = [.. settings.Select(static s => $"--{s.Key}={s.Value}"), "--urls=http://127.0.0.1:0", "--environment=Production"];
        var app = OperatorApplication.Build(args, static builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        try
        {
            await app.StartAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new RunningOperator(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
