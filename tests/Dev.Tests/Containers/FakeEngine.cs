using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StackOperator.Dev.Tests.Containers;

/// <summary>Answers on a socket as an engine would, as far as these tests ask; it runs nothing.</summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engine");
    private readonly WebApplication _application;

    private FakeEngine()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.ListenUnixSocket(Socket));
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public string Socket => Path.Combine(_folder.FullName, "docker.sock");

    public Uri Endpoint => new($"unix://{Socket}");

    /// <summary>What <c>_ping</c> answers; null lets it hang.</summary>
    public int? Ping { get; init; } = 200;

    /// <summary>What the list of containers answers: at most one.</summary>
    public string? Container { get; set; }

    /// <summary>The calls so far, as <c>METHOD path</c> without version and query.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Body of the last call that creates a container.</summary>
    public string Created { get; private set; } = "";

    public static async Task<FakeEngine> StartAsync(int? ping = 200)
    {
        var engine = new FakeEngine { Ping = ping };
        await engine._application.StartAsync(TestContext.Current.CancellationToken);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/v1.", StringComparison.Ordinal))
            path = path[path.IndexOf('/', 1)..];
        Calls.Enqueue($"{context.Request.Method} {path}");
        if (path == "/_ping" && Ping is null)
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        var (status, body) = await RespondAsync(context.Request, path);
        context.Response.StatusCode = status;
        context.Response.Headers["Api-Version"] = "1.51";
        if (status is not (204 or 304))
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
        }
    }

    private async Task<(int Status, string Body)> RespondAsync(HttpRequest request, string path)
    {
        switch (request.Method, path)
        {
            case (_, "/_ping"):
                return (Ping ?? 500, "OK");
            case ("GET", "/containers/json"):
                return (200, $"[{Container}]");
            case ("POST", "/containers/create"):
                Created = await new StreamReader(request.Body).ReadToEndAsync(request.HttpContext.RequestAborted);
                Container = """{"Id":"abc","State":"created"}""";
                return (201, """{"Id":"abc","Warnings":[]}""");
            case ("POST", "/containers/abc/start"):
                return (500, """{"message":"privileged mode is not allowed"}""");
            case ("POST", _):
                return (204, "");
            case ("DELETE", _):
                Container = null;
                return (204, "");
            default:
                return (200, """{"Id":"abc","Name":"/abc","State":{"Status":"created"},"Config":{},"HostConfig":{},"NetworkSettings":{}}""");
        }
    }
}
