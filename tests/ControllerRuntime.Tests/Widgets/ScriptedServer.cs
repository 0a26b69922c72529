using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using k8s;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Tests.Widgets;

/// <summary>An API server in a message handler, for rules that need a clock or a server that misbehaves in a way no proxy can.</summary>
internal sealed class ScriptedServer : DelegatingHandler
{
    private readonly Func<ScriptedServer, string, HttpResponseMessage> _answer;
    private readonly ConcurrentQueue<string> _queries = new();

    public ScriptedServer(Func<ScriptedServer, string, HttpResponseMessage> answer)
    {
        _answer = answer;
        var access = new ServerAccess { Server = new("http://scripted.invalid/"), Namespace = "default", Trust = new(null) };
        Connection = new(access, new() { JsonContexts = { WidgetContext.Default } }, TimeProvider.System);
        Client = new(new KubernetesClientConfiguration { Host = "http://scripted.invalid/" }, this);
    }

    public KubernetesConnection Connection { get; }

    public Kubernetes Client { get; }

    /// <summary>Query strings in the order they came.</summary>
    public string[] Queries => [.. _queries];

    public int Lists => Queries.Count(q => !q.Contains("watch=true"));

    public int Watches => Queries.Count(q => q.Contains("watch=true"));

    public static string Json(string name, string version, string spec = """{"color":"red"}""", string? uid = null) =>
        $$"""{"apiVersion":"cache.test/v1","kind":"Widget","metadata":{"name":"{{name}}","namespace":"n","uid":"{{uid ?? name}}","resourceVersion":"{{version}}"},"spec":{{spec}}}""";

    public static HttpResponseMessage List(string version, params string[] items) =>
        Text(HttpStatusCode.OK, $$"""{"kind":"WidgetList","apiVersion":"cache.test/v1","metadata":{"resourceVersion":"{{version}}"},"items":[{{string.Join(',', items)}}]}""");

    public static HttpResponseMessage Text(HttpStatusCode code, string body) => new(code) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Refusal(HttpStatusCode code, string reason, string causes = "") =>
        Text(code, Status(code, reason, causes));

    public static string Error(HttpStatusCode code, string reason, string causes = "") => $$"""{"type":"ERROR","object":{{Status(code, reason, causes)}}}""";

    public static string Event(string type, string json) => $$"""{"type":"{{type}}","object":{{json}}}""";

    public static string Bookmark(string version, bool initialEventsEnd = false) =>
        Event("BOOKMARK", $$$"""{"kind":"Widget","metadata":{"resourceVersion":"{{{version}}}"{{{(initialEventsEnd ? ""","annotations":{"k8s.io/initial-events-end":"true"}""" : "")}}} } }""");

    /// <summary>A watch that ends after its lines.</summary>
    public static HttpResponseMessage Watch(params string[] lines) => Text(HttpStatusCode.OK, string.Concat(lines.Select(l => l + "\n")));

    /// <summary>A watch that stays open; write lines to the pipe.</summary>
    public static HttpResponseMessage OpenWatch(Pipe pipe) => new(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) };

    /// <summary>A watch that stays silent.</summary>
    public static HttpResponseMessage SilentWatch() => OpenWatch(new Pipe());

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var query = Uri.UnescapeDataString(request.RequestUri!.Query);
        _queries.Enqueue(query);
        return Task.FromResult(_answer(this, query));
    }

    private static string Status(HttpStatusCode code, string reason, string causes) =>
        $$$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"scripted","reason":"{{{reason}}}","code":{{{(int)code}}},"details":{"causes":[{{{causes}}}]}}""";
}
