using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace StackOperator.Testing.Faults;

/// <summary>
/// What goes wrong. Make one with the static methods; give it to a <see cref="FaultRule"/>.
/// A fault either answers instead of the server, or changes the lines of a watch (an event a line) on their way.
/// </summary>
public abstract class Fault
{
    /// <summary>Answers with a status code and a Kubernetes Status body instead of asking the server.</summary>
    public static Fault Status(HttpStatusCode code, string reason, TimeSpan? retryAfter = null) => new AnswerFault(code, "application/json", StatusJson(code, reason), retryAfter);

    /// <summary>Answers with an HTML page, as a load balancer does when the server is away.</summary>
    public static Fault Html(HttpStatusCode code = HttpStatusCode.BadGateway) => new AnswerFault(code, "text/html", "<html><body>upstream is away</body></html>", null);

    /// <summary>HTTP 410: the version or continue token is too old.</summary>
    public static Fault Expired() => Status(HttpStatusCode.Gone, "Expired");

    /// <summary>Ends the connection without an answer.</summary>
    public static Fault Abort() => new AbortFault();

    /// <summary>Lets the server do the call, then ends the connection without its answer.</summary>
    public static Fault LoseAnswer() => new LoseAnswerFault();

    /// <summary>Holds the call back before it reaches the server.</summary>
    public static Fault Delay(TimeSpan time) => new DelayFault(time);

    /// <summary>Ends a watch cleanly after some events.</summary>
    public static Fault EndAfter(int events) => new LineFault((index, line) => index >= events ? [Step.End] : [Step.Send(line)], endsAtOnce: events == 0);

    /// <summary>Breaks a watch's connection after some events.</summary>
    public static Fault DropAfter(int events) => new LineFault((index, line) => index >= events ? [Step.Abort] : [Step.Send(line)]);

    /// <summary>Forwards nothing more after some events, but keeps the connection.</summary>
    public static Fault HalfOpenAfter(int events) => new LineFault((index, line) => index >= events ? [Step.Hang] : [Step.Send(line)], hangsAtOnce: events == 0);

    /// <summary>Sends an ERROR event after some events, then ends the watch.</summary>
    public static Fault ErrorAfter(int events, HttpStatusCode code, string reason) =>
        new LineFault((index, line) => index >= events ? [Step.Send(ErrorLine(code, reason)), Step.End] : [Step.Send(line)], events == 0 ? ErrorLine(code, reason) : null);

    /// <summary>Sends every change twice.</summary>
    public static Fault Duplicate() => new LineFault((_, line) => [Step.Send(line), Step.Send(line)]);

    /// <summary>Sends an older change of the same object again after each newer one.</summary>
    public static Fault RepeatOlder() => new RepeatOlderFault();

    /// <summary>Drops BOOKMARK events.</summary>
    public static Fault SwallowBookmarks() => new LineFault((_, line) => TypeOf(line) == "BOOKMARK" ? [] : [Step.Send(line)]);

    /// <summary>Takes the mark of the end of the initial events from the bookmark that carries it.</summary>
    public static Fault StripInitialEventsEnd() => new LineFault((_, line) => [Step.Send(Edit(line, o => (o["metadata"]?["annotations"] as JsonObject)?.Remove("k8s.io/initial-events-end")))]);

    /// <summary>Changes the object of each event that the filter chooses, for instance into one that cannot be read.</summary>
    public static Fault Rewrite(Func<JsonObject, bool> filter, Action<JsonObject> edit) =>
        new LineFault((_, line) => [Step.Send(Edit(line, o =>
        {
            if (filter(o))
                edit(o);
        }))]);

    /// <summary>Sends each line in pieces of some bytes, with pauses; pieces split UTF-8 sequences and JSON tokens.</summary>
    public static Fault Slow(int bytes, TimeSpan pause) => new LineFault((_, line) => [.. line.Append((byte)'\n').Chunk(bytes).Select(piece => Step.Raw(piece, pause))]);

    internal virtual Task<bool> AnswerAsync(HttpContext context) => Task.FromResult(false);

    /// <summary>Whether the server's answer is thrown away.</summary>
    internal virtual bool LosesAnswer => false;

    /// <summary>Steps before the first line.</summary>
    internal virtual IEnumerable<Step> OnStart() => [];

    internal virtual IEnumerable<Step> OnLine(int index, byte[] line) => [Step.Send(line)];

    /// <summary>A fresh copy for one request, where the fault remembers lines.</summary>
    internal virtual Fault ForRequest() => this;

    private protected static string? TypeOf(byte[] line) => JsonNode.Parse(line)?["type"]?.GetValue<string>();

    private static byte[] ErrorLine(HttpStatusCode code, string reason) => Encoding.UTF8.GetBytes($$"""{"type":"ERROR","object":{{StatusJson(code, reason)}}}""");

    private static string StatusJson(HttpStatusCode code, string reason) =>
        $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"injected","reason":"{{reason}}","code":{{(int)code}}}""";

    private static byte[] Edit(byte[] line, Action<JsonObject> edit)
    {
        var change = JsonNode.Parse(line)!.AsObject();
        if (change["object"] is JsonObject resource)
            edit(resource);
        return Encoding.UTF8.GetBytes(change.ToJsonString());
    }

    private sealed class AnswerFault(HttpStatusCode code, string type, string body, TimeSpan? retryAfter) : Fault
    {
        internal override async Task<bool> AnswerAsync(HttpContext context)
        {
            context.Response.StatusCode = (int)code;
            context.Response.ContentType = type;
            if (retryAfter is { } time)
                context.Response.Headers.RetryAfter = ((int)time.TotalSeconds).ToString();
            await context.Response.WriteAsync(body, context.RequestAborted);
            return true;
        }
    }

    private sealed class AbortFault : Fault
    {
        internal override Task<bool> AnswerAsync(HttpContext context)
        {
            context.Abort();
            return Task.FromResult(true);
        }
    }

    private sealed class LoseAnswerFault : Fault
    {
        internal override bool LosesAnswer => true;
    }

    private sealed class DelayFault(TimeSpan time) : Fault
    {
        internal override async Task<bool> AnswerAsync(HttpContext context)
        {
            await Task.Delay(time, context.RequestAborted);
            return false;
        }
    }

    private sealed class LineFault(Func<int, byte[], IEnumerable<Step>> onLine, byte[]? firstLine = null, bool endsAtOnce = false, bool hangsAtOnce = false) : Fault
    {
        internal override IEnumerable<Step> OnStart()
        {
            if (firstLine is not null)
                return [Step.Send(firstLine), Step.End];
            return endsAtOnce ? [Step.End] : hangsAtOnce ? [Step.Hang] : [];
        }

        internal override IEnumerable<Step> OnLine(int index, byte[] line) => onLine(index, line);
    }

    private sealed class RepeatOlderFault : Fault
    {
        private readonly Dictionary<string, byte[]> _previous = [];

        internal override Fault ForRequest() => new RepeatOlderFault();

        internal override IEnumerable<Step> OnLine(int index, byte[] line)
        {
            yield return Step.Send(line);
            var uid = JsonNode.Parse(line)?["object"]?["metadata"]?["uid"]?.GetValue<string>();
            if (uid is null)
                yield break;
            if (_previous.TryGetValue(uid, out var older))
                yield return Step.Send(older);
            _previous[uid] = line;
        }
    }
}
