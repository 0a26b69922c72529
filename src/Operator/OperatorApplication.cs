using StackOperator.ControllerRuntime.Health;
using StackOperator.Hosting;

namespace StackOperator.Operator;

/// <summary>Builds the operator process.</summary>
public static class OperatorApplication
{
    /// <summary>Builds the operator; settings come from environment variables and <paramref name="args"/>.</summary>
    /// <param name="args">Command line: <c>--KEY value</c> overrides the environment variable KEY.</param>
    /// <param name="configure">Changes the application before it is built.</param>
    /// <exception cref="InvalidOperationException">A setting is not usable; the message names it.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = StackHost.CreateBuilder(args);
        builder.AddStackHosting("stack-operator");
        builder.Services.AddStackOperator(builder.Configuration);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapStackHosting();
        app.MapKubernetesHealth();
        return app;
    }

    /// <summary>Runs the operator; settings that are wrong end it with one line each instead of a stack trace.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] args) => StackHost.RunAsync(() => Build(args));
}
