using System.Text;
using System.Text.Json.Nodes;
using StackOperator.Core.Deployments;
using StackOperator.Core.Journal;

namespace StackOperator.Core.Tests.Journal;

/// <summary>Replays entries that are written without the members every entry has.</summary>
internal static class Replayed
{
    public const string Stack = """{"urn":"urn:pulumi:s::p::pulumi:pulumi:Stack::p-s","type":"pulumi:pulumi:Stack"}""";

    /// <summary>Three resources a, b, c of which c depends on both.</summary>
    public const string Abc =
        """{"version":3,"deployment":{"resources":[{"urn":"a"},{"urn":"b","parent":"a"},{"urn":"c","parent":"b","dependencies":["a","b"],"propertyDependencies":{"x":["b"],"y":["a"],"z":[]},"deletedWith":"b","replaceWith":["b"]}],"metadata":{}}}""";

    /// <summary>The built text. Entries get sequence ids in order.</summary>
    public static string Text(string state, params string[] entries) => Encoding.UTF8.GetString(Build(state, entries).UntypedDeployment);

    public static JsonObject Deployment(string state, params string[] entries) => JsonNode.Parse(Text(state, entries))!["deployment"]!.AsObject();

    /// <summary>URNs in order; a mark stands behind.</summary>
    public static string Urns(string state, params string[] entries) => string.Join(' ', (Deployment(state, entries)["resources"]?.AsArray() ?? []).Select(r =>
        r!["urn"] + (r["delete"]?.GetValue<bool>() == true ? "-" : string.Empty) + (r["pendingReplacement"]?.GetValue<bool>() == true ? "~" : string.Empty)));

    /// <summary>The resources as one text.</summary>
    public static string Resources(string state, params string[] entries) => Deployment(state, entries)["resources"]?.ToJsonString() ?? "[]";

    public static ReplayedDeployment Build(string state, params string[] entries)
    {
        JournalReplay.TryBuild(Encoding.UTF8.GetBytes(state), Parse(entries), Context, out var built, out var refusal).ShouldBeTrue(refusal?.Message);
        return built;
    }

    public static StateRefusal Refusal(string state, params string[] entries)
    {
        JournalReplay.TryBuild(Encoding.UTF8.GetBytes(state), Parse(entries), Context, out _, out var refusal).ShouldBeFalse();
        return refusal!;
    }

    public static JournalReplayContext Context { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)), "v3.260.0");

    public static List<JournalEntry> Parse(params string[] entries) => [.. entries.Select((entry, i) =>
    {
        var text = "{\"version\":1,\"sequenceID\":" + (i + 1) + "," + entry.TrimStart()[1..];
        JournalEntry.TryParse(Encoding.UTF8.GetBytes(text), 1, out var parsed, out var refusal).ShouldBeTrue(refusal?.Message);
        return parsed!;
    })];
}
