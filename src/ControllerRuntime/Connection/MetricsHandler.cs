using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>Counts and times every attempt under the names that Kubernetes dashboards know.</summary>
internal sealed class MetricsHandler : DelegatingHandler
{
    public const string MeterName = "StackOperator.ControllerRuntime";
    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("rest_client_requests_total", description: "HTTP requests by code, method and host.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("rest_client_request_duration_seconds", "s", "Time to the response headers by verb and host.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var code = "<error>";
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return response;
        }
        finally
        {
            var host = request.RequestUri?.Authority;
            Requests.Add(1, new("code", code), new("method", request.Method.Method), new("host", host));
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new("verb", request.Method.Method), new KeyValuePair<string, object?>("host", host));
        }
    }
}
