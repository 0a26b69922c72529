using Microsoft.Extensions.Logging;

namespace StackOperator.Api.Tests.Fixtures;

/// <summary>Warnings of the processes go to the output of the test that runs.</summary>
internal sealed class TestOutput : ILoggerProvider, ILogger
{
    public static readonly TestOutput Instance = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        TestContext.Current.SendDiagnosticMessage("{0}: {1} {2}", logLevel, formatter(state, exception), exception?.ToString() ?? string.Empty);

    public void Dispose()
    {
    }
}
