using StackOperator.Hosting;

namespace StackOperator.Api;

/// <summary>Builds the API process; tests and tools start it inside their own.</summary>
public static class ApiApplication
{
    /// <summary>Builds the application without starting it.</summary>
    /// <param name="args">Arguments for the configuration, such as <c>--urls</c>.</param>
    /// <param name="configure">Runs after everything is registered: settings and replacements of tests.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = StackHost.CreateBuilder(args);
        builder.AddStackApi();
        configure?.Invoke(builder);
        return builder.Build().UseStackApi();
    }
}
