using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;

namespace StackOperator.Api.Tests.References;

/// <summary>Secrets and tokens reach no log, at any level.</summary>
public sealed class SecretLogTests(SharedInstallation shared)
{
    [Fact]
    public async Task Neither_secret_values_nor_tokens_nor_refused_URLs_are_logged()
    {
        using var logs = new Logs();
        var api = await shared.Installation.StartApiAsync(services: services => services.AddLogging(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(logs).AddFilter<Logs>(null, LogLevel.Trace)));
        var token = await shared.Installation.TokenAsync(SharedInstallation.NewName("user"), (SharedInstallation.NewName("org"), Role.Admin));
        var client = new EnvironmentClient(api.Http, token);
        var credentials = await client.MakeAsync("/credential-configs", """{"name":"aws","type":"aws_static"}""");

        (await client.PostAsync($"/credential-configs/{credentials}/secrets", """{"data":{"KEY":"s3cr3t-value"}}""")).ShouldBe(204);
        (await client.PostAsync($"/credential-configs/{credentials}/secrets", """{"data":{"KEY":"s3cr3t-value"},"oops":"s3cr3t"}""")).ShouldBe(400);
        (await client.PostAsync($"/credential-configs/{credentials}/secrets", """{"data":{"KEY":"s3cr3t-value" oops""")).ShouldBe(400);
        (await client.PostAsync("/stacks", """{"name":"app","source_repo_url":"https://u:s3cr3t@github.com/a/b","source_branch":"main","environments":[{"name":"dev"}]}""")).ShouldBe(400);
        (await new EnvironmentClient(api.Http, token + "s3cr3t").GetAsync("/stacks")).ShouldBe(401);

        logs.Lines.ShouldNotBeEmpty();
        logs.Lines.ShouldNotContain(line => line.Contains("s3cr3t", StringComparison.Ordinal) || line.Contains(token, StringComparison.Ordinal));
    }

    private sealed class Logs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
