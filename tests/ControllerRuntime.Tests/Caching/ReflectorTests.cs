using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using StackOperator.ControllerRuntime.Caching;
using StackOperator.ControllerRuntime.Tests.Widgets;
using StackOperator.Testing;
using static StackOperator.ControllerRuntime.Tests.Widgets.ScriptedServer;

namespace StackOperator.ControllerRuntime.Tests.Caching;

public sealed class ReflectorTests
{
    private const string TooLarge = """{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}""";
    private static readonly ReflectorSettings ListsOnly = new() { WatchList = false };

    // 31
    [Fact]
    public async Task A_watch_always_starts_at_the_version_of_the_list()
    {
        await using var view = Start((_, query) => query.Contains("watch=true") ? SilentWatch() : List("7", Json("a", "5")), ListsOnly, out var server);
        await Eventually.UntilAsync(() => server.Watches == 1);
        server.Queries[0].ShouldBe("?limit=500&resourceVersion=0");
        server.Queries[1].ShouldContain("resourceVersion=7");
        server.Queries[1].ShouldContain("allowWatchBookmarks=true");
        view.Informer.LastResourceVersion.ShouldBe("7");
    }

    // 31
    [Fact]
    public async Task Only_a_watch_that_asks_for_initial_events_may_start_without_a_version()
    {
        await using var view = Start((_, _) => Watch(Event("ADDED", Json("a", "5")), Bookmark("9", initialEventsEnd: true)), new(), out var server);
        await view.Informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        await Eventually.UntilAsync(() => server.Queries.Length >= 2);
        server.Queries[0].ShouldContain("sendInitialEvents=true");
        server.Queries[0].ShouldContain("resourceVersionMatch=NotOlderThan");
        server.Queries[1].ShouldContain("resourceVersion=9");
        server.Lists.ShouldBe(0);
    }

    // 36
    [Fact]
    public async Task A_bookmark_moves_the_version_that_the_next_watch_starts_from()
    {
        await using var view = Start((s, query) => !query.Contains("watch=true") ? List("7") : s.Watches == 1 ? Watch(Bookmark("44")) : SilentWatch(), ListsOnly, out var server);
        await Eventually.UntilAsync(() => server.Watches == 2);
        server.Queries[^1].ShouldContain("resourceVersion=44");
        server.Lists.ShouldBe(1);
        view.Informer.LastResourceVersion.ShouldBe("44");
    }

    // 34
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expired_version_leads_to_one_list_from_storage_whether_told_by_event_or_by_status(bool asEvent)
    {
        await using var view = Start(
            (s, query) => !query.Contains("watch=true") ? List(s.Lists == 1 ? "7" : "90", Json("a", "5"))
                : s.Watches > 1 ? SilentWatch()
                : asEvent ? Watch(Error(HttpStatusCode.Gone, "Expired")) : Refusal(HttpStatusCode.Gone, "Expired"),
            ListsOnly,
            out var server,
            new FakeTimeProvider());
        await Eventually.UntilAsync(() => server.Watches == 2);
        server.Queries[2].ShouldBe("?limit=500");
        server.Queries[3].ShouldContain("resourceVersion=90");
        view.Heard.ShouldBe(["added a initially"]);
    }

    // 34
    [Fact]
    public async Task A_server_that_calls_every_version_expired_is_not_stormed_with_lists()
    {
        var clock = new FakeTimeProvider();
        await using var view = Start((_, query) => query.Contains("watch=true") ? Watch(Error(HttpStatusCode.Gone, "Expired")) : List("7"), ListsOnly, out var server, clock);
        await Eventually.UntilAsync(() => server.Watches == 2);
        for (var seconds = 0; seconds < 120; seconds++)
            await StepAsync(clock, TimeSpan.FromSeconds(1));
        server.Lists.ShouldBeInRange(3, 12);
    }

    // 40
    [Theory]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_kind_that_is_not_served_yet_is_asked_for_again(int code)
    {
        var clock = new FakeTimeProvider();
        await using var view = Start(
            (s, query) => query.Contains("watch=true") ? SilentWatch() : s.Lists <= 4 ? Text((HttpStatusCode)code, "404 page not found") : List("7", Json("a", "5")),
            ListsOnly,
            out var server,
            clock);
        await AdvanceUntilAsync(clock, () => view.Informer.HasSynced);
        server.Lists.ShouldBe(5);
        view.Heard.ShouldBe(["added a initially"]);
    }

    // 16
    [Fact]
    public async Task A_refusal_that_names_a_delay_is_obeyed()
    {
        var clock = new FakeTimeProvider();
        await using var view = Start((s, query) => query.Contains("watch=true") ? SilentWatch() : s.Lists > 1 ? List("7") : Later(), ListsOnly, out var server, clock);
        await Eventually.UntilAsync(() => server.Lists == 1);
        for (var seconds = 0; seconds < 59; seconds++)
            await StepAsync(clock, TimeSpan.FromSeconds(1));
        server.Lists.ShouldBe(1);
        await AdvanceUntilAsync(clock, () => server.Lists == 2);

        static HttpResponseMessage Later()
        {
            var answer = Refusal(HttpStatusCode.TooManyRequests, "TooManyRequests");
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(60));
            return answer;
        }
    }

    // 42
    [Fact]
    public async Task A_watch_that_ends_at_once_without_an_event_waits_before_the_next()
    {
        var clock = new FakeTimeProvider();
        await using var view = Start((_, query) => query.Contains("watch=true") ? Watch() : List("7"), ListsOnly, out var server, clock);
        await Eventually.UntilAsync(() => server.Watches == 1);
        for (var i = 0; i < 60; i++)
            await StepAsync(clock, TimeSpan.FromSeconds(1));
        server.Watches.ShouldBeInRange(3, 8);
        server.Lists.ShouldBe(1);
    }

    // 43
    [Fact]
    public async Task A_watch_from_a_version_the_server_has_not_reached_is_noticed_after_one_silent_period()
    {
        var clock = new FakeTimeProvider();
        await using var view = Start(
            (s, query) => !query.Contains("watch=true") ? (s.Lists == 1 ? List("900", Json("a", "800"), Json("b", "900")) : List("60", Json("a", "50"))) : SilentWatch(),
            ListsOnly,
            out var server,
            clock);
        await Eventually.UntilAsync(() => server.Watches == 1);
        await AdvanceUntilAsync(clock, () => server.Watches == 2, TimeSpan.FromSeconds(10));
        server.Queries[2].ShouldBe("?limit=500");
        server.Queries[3].ShouldContain("resourceVersion=60");
        await Eventually.UntilAsync(() => view.Heard.Count == 4);
        view.Heard.ShouldBe(["added a initially", "added b initially", "deleted b unseen", "updated a"]);
    }

    // 43
    [Fact]
    public async Task A_list_that_the_server_cannot_serve_at_the_version_seen_is_asked_for_without_one()
    {
        var clock = new FakeTimeProvider();
        await using var view = Start(
            (s, query) => query.Contains("watch=true") ? (s.Watches == 1 ? Watch(Error(HttpStatusCode.GatewayTimeout, "Timeout")) : SilentWatch())
                : query.Contains("resourceVersion=900") ? Refusal(HttpStatusCode.GatewayTimeout, "Timeout", TooLarge)
                : List(s.Lists == 1 ? "900" : "60"),
            ListsOnly,
            out var server,
            clock);
        await AdvanceUntilAsync(clock, () => server.Watches == 2);
        server.Queries.Where(q => !q.Contains("watch=true")).ShouldBe(["?limit=500&resourceVersion=0", "?resourceVersion=900&resourceVersionMatch=NotOlderThan", "?limit=500"]);
    }

    // 28
    [Fact]
    public async Task A_list_that_expires_between_its_pages_is_taken_whole()
    {
        await using var view = Start(
            (_, query) => query.Contains("watch=true") ? SilentWatch()
                : query.Contains("continue=") ? Refusal(HttpStatusCode.Gone, "Expired")
                : query.Contains("limit") ? Text(HttpStatusCode.OK, "{\"items\":[" + Json("a", "5") + """],"metadata":{"resourceVersion":"7","continue":"more"}}""")
                : List("8", Json("a", "5"), Json("b", "6")),
            ListsOnly,
            out var server);
        await view.Informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        view.Informer.Keys().Select(k => k.Name).ShouldBe(["a", "b"], ignoreOrder: true);
        server.Queries[1].ShouldBe("?limit=500&continue=more");
    }

    // 38
    [Theory]
    [InlineData("""[1]""")]
    [InlineData(""" {"size":"x"} """)]
    [InlineData(""" {"color":{}} """)]
    public async Task An_object_that_cannot_be_read_is_skipped_and_counted_while_others_flow(string spec)
    {
        var pipe = new Pipe();
        await using var view = Start((_, query) => query.Contains("watch=true") ? OpenWatch(pipe) : List("7", Json("a", "5"), Json("bad", "6", spec), Json("c", "7")), ListsOnly, out _);
        await view.Informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        view.Informer.Keys().Select(k => k.Name).ShouldBe(["a", "c"], ignoreOrder: true);
        view.Informer.Metrics.DecodeFailureCount.ShouldBe(1);
        await SendAsync(pipe, Event("MODIFIED", Json("a", "8", spec)), Event("ADDED", """{"metadata":{"name":5}}"""), Event("ADDED", "null"), Event("MODIFIED", Json("c", "9")));
        await Eventually.UntilAsync(() => view.Times("updated c") == 1);
        view.Informer.Metrics.DecodeFailureCount.ShouldBe(4);
        view.Informer.TryGetHeader(new("n", "a"), out var last).ShouldBeTrue();
        last!.ResourceVersion.ShouldBe("5");
    }

    // 38
    [Fact]
    public async Task The_deletion_of_an_object_that_cannot_be_read_is_not_lost()
    {
        await using var view = Start(
            (s, query) => !query.Contains("watch=true") ? List("7", Json("a", "5")) : s.Watches == 1 ? Watch(Event("DELETED", Json("a", "8", "[1]"))) : SilentWatch(),
            ListsOnly,
            out _);
        await Eventually.UntilAsync(() => view.Heard.Count == 2);
        view.Heard.ShouldBe(["added a initially", "deleted a"]);
    }

    // 38
    [Fact]
    public async Task A_line_that_is_no_JSON_leads_to_a_new_list()
    {
        await using var view = Start(
            (s, query) => !query.Contains("watch=true") ? List("7", s.Lists == 1 ? [Json("a", "5")] : [Json("a", "5"), Json("b", "6")]) : s.Watches == 1 ? Watch("<html>") : SilentWatch(),
            new() { WatchList = false, BackoffFirst = TimeSpan.FromMilliseconds(1) },
            out _);
        await Eventually.UntilAsync(() => view.Times("added b") == 1);
    }

    // 33
    [Fact]
    public async Task A_server_without_streamed_sets_is_asked_again_after_an_hour()
    {
        var clock = new FakeTimeProvider();
        await using var view = Start(
            (s, query) => query.Contains("sendInitialEvents") ? Refusal(HttpStatusCode.UnprocessableEntity, "Invalid")
                : query.Contains("watch=true") ? Watch(Error(HttpStatusCode.Gone, "Expired"))
                : List("7"),
            new() { BackoffFirst = TimeSpan.FromMinutes(1), BackoffLast = TimeSpan.FromMinutes(1) },
            out var server,
            clock);
        await Eventually.UntilAsync(() => server.Watches >= 3);
        for (var minutes = 0; minutes < 58; minutes++)
            await StepAsync(clock, TimeSpan.FromMinutes(1));
        server.Queries.Count(q => q.Contains("sendInitialEvents")).ShouldBe(1);
        await AdvanceUntilAsync(clock, () => server.Queries.Count(q => q.Contains("sendInitialEvents")) == 2, TimeSpan.FromMinutes(1));
    }

    // 32
    [Theory]
    [InlineData("422")]
    [InlineData("error 500")]
    [InlineData("no bookmark")]
    [InlineData("early close")]
    [InlineData("bookmarks without the mark")]
    public async Task A_set_that_cannot_be_streamed_is_listed(string how)
    {
        var clock = new FakeTimeProvider();
        await using var view = Start(
            (_, query) => query.Contains("sendInitialEvents") ? Refused() : query.Contains("watch=true") ? SilentWatch() : List("7", Json("a", "5"), Json("b", "6")), new(), out var server, clock);
        await AdvanceUntilAsync(clock, () => view.Informer.HasSynced);
        view.Heard.ShouldBe(["added a initially", "added b initially"]);
        server.Lists.ShouldBe(1);

        HttpResponseMessage Refused() => how switch
        {
            "422" => Refusal(HttpStatusCode.UnprocessableEntity, "Invalid"),
            "error 500" => Watch(Error(HttpStatusCode.InternalServerError, "InternalError")),
            "early close" => Watch(Event("ADDED", Json("a", "5"))),
            "no bookmark" => Open(Event("ADDED", Json("a", "5"))),
            _ => Open(Event("ADDED", Json("a", "5")), Bookmark("6")),
        };
    }

    // 37
    [Fact]
    public async Task Changes_that_come_twice_or_late_change_nothing()
    {
        await using var view = Start(
            (s, query) => !query.Contains("watch=true") ? List("7", Json("a", "5"))
                : s.Watches > 1 ? SilentWatch()
                : Watch(
                    Event("MODIFIED", Json("a", "9")), Event("MODIFIED", Json("a", "9")), Event("MODIFIED", Json("a", "8")),
                    Event("DELETED", Json("a", "10")), Event("MODIFIED", Json("a", "9")), Event("DELETED", Json("a", "10")),
                    Event("ADDED", Json("a", "12", uid: "second")), Event("DELETED", Json("a", "10")), Event("ADDED", Json("b", "11"))),
            ListsOnly,
            out _);
        await Eventually.UntilAsync(() => view.Times("added b") == 1);
        view.Heard.ShouldBe(["added a initially", "updated a", "deleted a", "added a", "added b"]);
        view.Informer.TryGetHeader(new("n", "a"), out var header).ShouldBeTrue();
        header!.ResourceVersion.ShouldBe("12");
    }

    // 64 (its ground): an object that was replaced under its name is told as deleted and added.
    [Fact]
    public async Task Another_uid_under_the_same_name_is_a_deletion_and_an_addition()
    {
        await using var view = Start(
            (s, query) => !query.Contains("watch=true") ? List("7", Json("a", "5", uid: "first")) : s.Watches == 1 ? Watch(Event("MODIFIED", Json("a", "9", uid: "second"))) : SilentWatch(),
            ListsOnly,
            out _);
        await Eventually.UntilAsync(() => view.Heard.Count == 3);
        view.Heard.ShouldBe(["added a initially", "deleted a unseen", "added a"]);
    }

    // 49
    [Fact]
    public async Task Synced_means_that_every_handler_has_seen_the_initial_set()
    {
        using var gate = new ManualResetEventSlim();
        await using var view = Start((_, query) => query.Contains("watch=true") ? SilentWatch() : List("7", Json("a", "5")), ListsOnly, out var server, configure: v => v.Informer.AddHandler(new Gated(gate)));
        await Eventually.UntilAsync(() => server.Watches == 1 && !view.Heard.IsEmpty);
        view.Informer.Count.ShouldBe(1);
        view.Informer.HasSynced.ShouldBeFalse();
        gate.Set();
        await view.Informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        view.Informer.HasSynced.ShouldBeTrue();
    }

    private static HttpResponseMessage Open(params string[] lines)
    {
        var pipe = new Pipe();
        _ = SendAsync(pipe, lines);
        return OpenWatch(pipe);
    }

    private static async Task SendAsync(Pipe pipe, params string[] lines)
    {
        foreach (var line in lines)
            await pipe.Writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
    }

    private static WidgetView Start(
        Func<ScriptedServer, string, HttpResponseMessage> answer, ReflectorSettings settings, out ScriptedServer server, TimeProvider? clock = null, Action<WidgetView>? configure = null)
    {
        server = new(answer);
        return WidgetView.Start(server.Client, server.Connection, new(), settings, clock, configure);
    }

    private static async Task AdvanceUntilAsync(FakeTimeProvider clock, Func<bool> isTrue, TimeSpan? step = null)
    {
        for (var i = 0; i < 2000 && !isTrue(); i++)
            await StepAsync(clock, step ?? TimeSpan.FromSeconds(1));
        isTrue().ShouldBeTrue();
    }

    // Timers fire on the advance; what they release needs a moment to run.
    private static async Task StepAsync(FakeTimeProvider clock, TimeSpan step)
    {
        clock.Advance(step);
        await Task.Delay(2, TestContext.Current.CancellationToken);
    }

    private sealed class Gated(ManualResetEventSlim gate) : Abstractions.Caching.IInformerHandler<Widget>
    {
        public void Added(Widget entity, bool initial) => gate.Wait(TimeSpan.FromSeconds(30));

        public void Updated(Abstractions.Entities.EntityHeader old, Widget entity)
        {
        }

        public void Deleted(Widget last, bool finalStateUnknown)
        {
        }
    }
}
