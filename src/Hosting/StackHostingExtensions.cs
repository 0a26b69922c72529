using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace StackOperator.Hosting;

/// <summary>What every process of this project has: logs, metrics, traces.</summary>
public static class StackHostingExtensions
{
    /// <summary>Configuration key of the log format: <c>text</c> (default) or <c>json</c>.</summary>
    public const string LogFormatKey = "STACK_LOG_FORMAT";

    /// <summary>Path of the metrics in Prometheus format.</summary>
    public const string MetricsPath = "/metrics";

    private const string OtlpEndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string RequestLogLevelKey = "Logging:LogLevel:Microsoft.AspNetCore";
    private const string OwnSources = "StackOperator.*";
    private const string DatabaseSource = "Npgsql";

    private static readonly Dictionary<string, string?> QuietLogs = new()
    {
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Npgsql"] = "Warning",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
    };

    // A scraper that asks every few seconds must not fill the traces.
    private static readonly string[] Unobserved = [MetricsPath, "/healthz", "/readyz"];

    /// <summary>
    /// Adds the log format, metrics (served by <see cref="MapStackHosting"/>) and, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>
    /// is set, the export of metrics, traces and logs by OTLP; the other <c>OTEL_*</c> variables apply as usual.
    /// </summary>
    /// <param name="builder">The application under construction.</param>
    /// <param name="serviceName">service.name of everything that is exported; <c>OTEL_SERVICE_NAME</c> wins.</param>
    /// <exception cref="InvalidOperationException">A setting is not usable; the message names it.</exception>
    public static TBuilder AddStackHosting<TBuilder>(this TBuilder builder, string serviceName)
        where TBuilder : IHostApplicationBuilder
    {
        // First, so that every other source wins: a line for each request or statement would bury what matters, and cost time.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = QuietLogs });
        AddLogs(builder.Logging, FormatOf(builder.Configuration[LogFormatKey]));
        if (builder.Configuration[RequestLogLevelKey] is null)
        {
            // Several lines for every request, probes and scrapes included: only on demand.
            builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        }

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName).AddEnvironmentVariableDetector())
            .WithMetrics(static metrics => metrics
                .AddMeter(OwnSources, DatabaseSource)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (!string.IsNullOrEmpty(builder.Configuration[OtlpEndpointKey]))
        {
            telemetry
                .WithMetrics(static metrics => metrics.AddOtlpExporter())
                .WithLogging(static logs => logs.AddOtlpExporter())
                .WithTracing(static traces => traces
                    .AddSource(OwnSources, DatabaseSource)
                    .AddAspNetCoreInstrumentation(static options => options.Filter = static context => !Unobserved.Contains(context.Request.Path.Value, StringComparer.Ordinal))
                    .AddHttpClientInstrumentation()
                    .AddOtlpExporter());
        }

        return builder;
    }

    /// <summary>Serves the metrics at <see cref="MetricsPath"/>, without authentication.</summary>
    public static TEndpoints MapStackHosting<TEndpoints>(this TEndpoints endpoints)
        where TEndpoints : IEndpointRouteBuilder
    {
        endpoints.MapPrometheusScrapingEndpoint(MetricsPath).AllowAnonymous();
        return endpoints;
    }

    private static void AddLogs(ILoggingBuilder logging, LogFormat format)
    {
        if (format == LogFormat.Json)
        {
            logging.AddJsonConsole(static options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                options.IncludeScopes = true;
            });
            return;
        }

        logging.AddSimpleConsole(static options =>
        {
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "HH:mm:ss.fff ";
            options.SingleLine = true;
        });
    }

    private static LogFormat FormatOf(string? value) => value switch
    {
        null or "" => LogFormat.Text,
        _ when value.Equals("text", StringComparison.OrdinalIgnoreCase) => LogFormat.Text,
        _ when value.Equals("json", StringComparison.OrdinalIgnoreCase) => LogFormat.Json,
        _ => throw new InvalidOperationException($"{LogFormatKey} is '{value}': use text or json"),
    };
}
