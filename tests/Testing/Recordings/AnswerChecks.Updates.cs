using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StackOperator.Testing.Recordings;

/// <content>Updates, events and history.</content>
public sealed partial class AnswerChecks
{
    private void CreateUpdate(Exchange x, JsonNode? j)
    {
        Members("create update", j, "updateID:string!", "requiredPolicies:array?", "messages:array?", "aiSettings:object?");
        var id = (string)JsonComparison.Member(j, "updateID")!;
        report.Check(x, PathSafe().IsMatch(id), "updateID", "characters that need no escaping", id);
        Bind(x, j, "updateID");
        if (x.Path.EndsWith("/preview", StringComparison.Ordinal) || (bool?)x.Body?["options"]?["dryRun"] == true)
        {
            state.DryRuns.Add((string)x.Answer!["updateID"]!);
        }
    }

    private void StartUpdate(Exchange x, JsonNode? j)
    {
        Members("start", j, "version:int", "token:string!", "tokenExpiration:int?", "journalVersion:int?");
        Bind(x, j, "token");
        var journal = (long?)JsonComparison.Member(j, "journalVersion") ?? 0;
        if (x.Body?["journalVersion"] is null)
        {
            report.Check(x, journal == 0, "journalVersion", "absent or 0: it was not asked for", journal);
        }
        else if ((long?)x.Answer!["journalVersion"] == 1)
        {
            report.Check(x, journal == 1, "journalVersion", 1, journal);
        }

        var path = StackPath.Parse(x.Path)!;
        if (!state.DryRuns.Contains(path.Update!))
        {
            state.Active[path.Stack] = path.Update!;
            Version(x, "version of the run", path.Stack, x.Answer!["version"], JsonComparison.Member(j, "version"));
        }
    }

    private async Task GetUpdate(Exchange x, JsonNode? j, RecordedClient client, CancellationToken cancellationToken)
    {
        for (var poll = 0; poll < 100; poll++)
        {
            Members("update", j, "status:string!", "events:array?", "continuationToken:string?");
            if ((string?)JsonComparison.Member(j, "continuationToken") is not { Length: > 0 } token || x.Answer!["continuationToken"] is not null)
            {
                break;
            }

            j = (await client.SendAsync(x, bindings.Text(x.Path) + "?continuationToken=" + token, cancellationToken: cancellationToken)).Json;
        }

        Same(x, "status of the update", x.Answer!["status"], JsonComparison.Member(j, "status"));
    }

    private void Wrote(Exchange x) => state.Written.Add(StackPath.Parse(x.Path)!.Update!);

    private void Ended(Exchange x)
    {
        var path = StackPath.Parse(x.Path)!;
        if (state.Active.GetValueOrDefault(path.Stack) == path.Update)
        {
            state.Active.Remove(path.Stack);
        }
    }

    private async Task Events(Exchange x, JsonNode? j, RecordedClient client, CancellationToken cancellationToken)
    {
        Members("events", j, "events:array", "continuationToken:string?");
        var token = (string?)JsonComparison.Member(j, "continuationToken");
        var sequences = Sequences(j);
        if ((string?)x.Answer!["continuationToken"] is { } recordedToken)
        {
            bindings.Bind(recordedToken, token);
            return;
        }

        for (var page = 0; page < 1000 && !string.IsNullOrEmpty(token); page++)
        {
            var path = Continuation().Replace(bindings.Text(x.PathAndQuery), "");
            path += (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "continuationToken=" + token;
            j = (await client.SendAsync(x, path, cancellationToken: cancellationToken)).Json;
            sequences.AddRange(Sequences(j));
            token = (string?)JsonComparison.Member(j, "continuationToken");
        }

        report.Check(x, sequences.SequenceEqual(sequences.Distinct().Order()), "events", "by sequence without repeats", string.Join(' ', sequences.Take(20)));
        if (!x.PathAndQuery.Contains("continuationToken=", StringComparison.Ordinal))
        {
            var missing = Sequences(x.Answer).Except(sequences).ToList();
            report.Check(x, missing.Count == 0, "events", "all that were sent", "missing " + string.Join(' ', missing.Take(20)));
        }
    }

    private static List<long> Sequences(JsonNode? j)
        => [.. (JsonComparison.Member(j, "events") as JsonArray ?? []).Select(e => (long)JsonComparison.Member(e, "sequence")!)];

    private void History(Exchange x, JsonNode? j)
    {
        Members("history", j, "updates:array?");
        var recorded = (x.Answer!["updates"] as JsonArray ?? []).ToList();
        var came = (JsonComparison.Member(j, "updates") as JsonArray ?? []).ToList();
        if (!recorded.Exists(update => (string?)update?["kind"] == "rename"))
        {
            // The recorded backend kept no rename records.
            came.RemoveAll(update => (string?)JsonComparison.Member(update, "kind") == "rename");
        }

        if (report.Check(x, recorded.Count == came.Count, "history entries", recorded.Count, came.Count))
        {
            for (var i = 0; i < recorded.Count; i++)
            {
                UpdateInfo(x, recorded[i]!, came[i]);
            }
        }
    }

    private void UpdateInfo(Exchange x, JsonNode recorded, JsonNode? came)
    {
        Members("update info", came, "kind:string!", "startTime:int", "endTime:int?", "message:string?", "result:string!", "version:int", "environment:object?", "config:object?", "resourceChanges:object?");
        recorded = bindings.Live(recorded)!;
        foreach (var name in (string[])["kind", "result", "message"])
        {
            if (!x.Ignored.Contains(name))
            {
                Same(x, $"history {name}", recorded[name] ?? "", JsonComparison.Member(came, name) ?? "");
            }
        }

        if (!x.Ignored.Contains("version"))
        {
            Version(x, "history version", StackPath.Parse(x.Path)!.Stack, recorded["version"], JsonComparison.Member(came, "version"));
        }

        if (recorded["resourceChanges"] is JsonObject changes && !x.Ignored.Contains("resourceChanges"))
        {
            Same(x, "history resourceChanges", WithoutZeros(changes), WithoutZeros(JsonComparison.Member(came, "resourceChanges") as JsonObject ?? []));
        }

        if ((string?)recorded["kind"] is "update" or "refresh" or "destroy")
        {
            Same(x, "history config", ConfigOf(recorded), ConfigOf(came));
        }
    }

    private static JsonObject WithoutZeros(JsonObject counts)
        => new(counts.Where(pair => pair.Value?.ToJsonString() != "0").Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));

    private static JsonObject ConfigOf(JsonNode? info)
        => new((JsonComparison.Member(info, "config") as JsonObject ?? [])
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value is JsonObject value ? (JsonNode)JsonComparison.WithoutEmpty(value) : pair.Value?.DeepClone())));

    [GeneratedRegex("^[A-Za-z0-9_.~-]+$")]
    private static partial Regex PathSafe();

    [GeneratedRegex("[?&]continuationToken=[^&]*")]
    private static partial Regex Continuation();
}
