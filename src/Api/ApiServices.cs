using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using StackOperator.Api.Documents;
using StackOperator.Api.EnvironmentStacks;
using StackOperator.Api.Identity;
using StackOperator.Api.Problems;
using StackOperator.Api.References;
using StackOperator.Api.Requests;
using StackOperator.Api.Resources;
using StackOperator.Api.Responses;
using StackOperator.Api.Secrets;
using StackOperator.Api.Security;
using StackOperator.Api.Stacks;
using StackOperator.Api.Updates;
using StackOperator.Api.Workspaces;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.ControllerRuntime.Health;
using StackOperator.Hosting;
using StackOperator.Store.Database;

namespace StackOperator.Api;

/// <summary>What the API process is made of: the table of contents.</summary>
public static class ApiServices
{
    /// <summary>Registers everything.</summary>
    public static WebApplicationBuilder AddStackApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ApiOptions>().Configure<IConfiguration>(ApiOptions.Bind).ValidateDataAnnotations().ValidateOnStart();
        services.Configure<KestrelServerOptions>(LimitServer);
        services.AddOptions<BodyMemoryOptions>().Configure<IConfiguration>(static (options, configuration) =>
            options.Megabytes = configuration.GetValue(BodyMemoryOptions.MegabytesKey, options.Megabytes)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BodyMemory>();
        services.AddResponseCompression(LargeBodyCompression.Configure);
        services.AddSingleton<IResponseCompressionProvider, LargeBodyCompression>();
        builder.AddStackHosting("stack-operator-api");
        services.AddStackDatabase(static options => options.ApplicationName = "stack-operator-api");
        services.AddKubernetesConnection(static _ => { });
        services.AddOptions<KubernetesConnectionOptions>().Configure<IOptions<ApiOptions>>(static (connection, api) =>
        {
            connection.Kubeconfig = api.Value.Kubeconfig;
            connection.UserAgent = "stack-operator-api/0.1";
            connection.JsonContexts.Add(StackJsonContext.Default);
        });
        services.AddHostedService<MigrateOnStart>();
        services.AddSecurity();
        services.AddIdentity();
        services.AddStacks();
        services.AddUpdates();
        services.AddSecrets();
        services.AddEnvironmentStacks();
        services.AddWorkspaces();
        services.AddReferences();
        return builder;
    }

    /// <summary>Lays the pipeline and maps the routes.</summary>
    public static WebApplication UseStackApi(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseResponseCompression();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.MapStackApi();
        app.MapStackHosting();
        app.MapDocuments();
        app.MapGroup(string.Empty).AllowAnonymous().MapKubernetesHealth();
        return app;
    }

    private static void LimitServer(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        // Bodies: routes raise this by BodyLimit before they read.
        options.Limits.MaxRequestBodySize = BodyLimit.Default.Bytes;
        options.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        options.Limits.MaxRequestLineSize = 16 * 1024;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
    }
}
