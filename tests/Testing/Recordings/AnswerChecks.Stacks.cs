using System.Text.Json.Nodes;

namespace StackOperator.Testing.Recordings;

/// <content>Stacks and exported states.</content>
public sealed partial class AnswerChecks
{
    private async Task StackList(Exchange x, JsonNode? j, RecordedClient client, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        for (var page = 0; page < 200; page++)
        {
            Members("stacks", j, "stacks:array", "continuationToken:string?");
            names.AddRange(JsonComparison.Member(j, "stacks")!.AsArray().Select(stack => NameIn(stack)));
            var token = (string?)JsonComparison.Member(j, "continuationToken");
            if (token is null)
            {
                break;
            }

            if (token.Length == 0)
            {
                throw new FormatException("continuationToken: \"\" makes the CLI ask for ever");
            }

            var path = bindings.Text(x.PathAndQuery);
            path += (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "continuationToken=" + Uri.EscapeDataString(token);
            j = (await client.SendAsync(x, path, cancellationToken: cancellationToken)).Json;
        }

        var mine = recording.Projects.Select(bindings.Word).ToHashSet();
        var expected = x.Answer!["stacks"]!.AsArray().Select(stack => bindings.Text($"{stack!["orgName"]}/{stack["projectName"]}/{stack["stackName"]}"));
        var came = names.Where(name => mine.Contains(name.Split('/')[1]));
        var (a, b) = (string.Join(' ', expected.Order(StringComparer.Ordinal)), string.Join(' ', came.Order(StringComparer.Ordinal)));
        report.Check(x, a == b, "stacks of this flow", a, b);
    }

    private string NameIn(JsonNode? stack)
    {
        Members("stack", stack, "orgName:string!", "projectName:string!", "stackName:string!", "lastUpdate:int?", "resourceCount:int?");
        var name = $"{JsonComparison.Member(stack, "orgName")}/{JsonComparison.Member(stack, "projectName")}/{JsonComparison.Member(stack, "stackName")}";
        var mine = recording.Projects.Select(bindings.Word).Contains(name.Split('/')[1]);
        if (mine && JsonComparison.Member(stack, "lastUpdate")?.ToJsonString() == "0" && !state.Active.Keys.Select(bindings.Text).Contains(name))
        {
            throw new FormatException("lastUpdate: 0 is shown as an update in progress");
        }

        return name;
    }

    private void GetStack(Exchange x, JsonNode? j)
    {
        Members("stack", j, "orgName:string!", "projectName:string!", "stackName:string!", "version:int", "activeUpdate:string?", "tags:object?", "currentOperation:object?", "id:string?");
        var recorded = bindings.Live(x.Answer)!;
        foreach (var name in (string[])["orgName", "projectName", "stackName"])
        {
            Same(x, name, recorded[name], JsonComparison.Member(j, name));
        }

        var expectedTags = recorded["tags"] as JsonObject ?? [];
        var cameTags = new JsonObject((JsonComparison.Member(j, "tags") as JsonObject ?? [])
            .Where(tag => !tag.Key.StartsWith("pulumi:", StringComparison.Ordinal) || expectedTags.ContainsKey(tag.Key))
            .Select(tag => KeyValuePair.Create(tag.Key, tag.Value?.DeepClone())));
        Same(x, "tags", expectedTags, cameTags);
        report.Check(x, JsonComparison.Member(j, "config") is null, "config", "absent", JsonComparison.Member(j, "config"));
        var stack = StackPath.Parse(x.Path)!.Stack;
        if ((string?)recorded["activeUpdate"] is { Length: > 0 })
        {
            Same(x, "activeUpdate", recorded["activeUpdate"], JsonComparison.Member(j, "activeUpdate"));
        }
        else if (!state.Active.ContainsKey(stack))
        {
            Version(x, "version of the stack", stack, x.Answer!["version"], JsonComparison.Member(j, "version"));
        }
    }

    private void Version(Exchange x, string what, string stack, JsonNode? recorded, JsonNode? came)
    {
        if (state.Renamed.Contains(stack))
        {
            return;
        }

        var (recordedVersion, liveVersion) = ((long)recorded!, (long)came!);
        var difference = liveVersion - recordedVersion;
        state.VersionOffsets.TryAdd(stack, difference);
        report.Check(x, state.VersionOffsets[stack] == difference, what, recordedVersion + state.VersionOffsets[stack], liveVersion);
    }

    private void Rename(Exchange x)
    {
        var old = StackPath.Parse(x.Path)!.Stack;
        var parts = old.Split('/');
        var project = (string?)x.Body?["newProject"] is { Length: > 0 } p ? p : parts[1];
        var name = (string?)x.Body?["newName"] is { Length: > 0 } n ? n : parts[2];
        state.VersionOffsets.Remove(old);
        state.Renamed.Add($"{parts[0]}/{project}/{name}");
    }

    private void Forget(string stack)
    {
        state.VersionOffsets.Remove(stack);
        state.Active.Remove(stack);
    }

    private void Export(Exchange x, JsonNode? j)
    {
        Members("export", j, "version:int", "deployment:object", "features:array?");
        report.Check(x, (long)JsonComparison.Member(j, "version")! is >= 1 and <= 4, "export version", "1 to 4", JsonComparison.Member(j, "version"));
        var path = StackPath.Parse(x.Path)!;
        if (state.Active.TryGetValue(path.Stack, out var active) && state.Written.Contains(active) && path.Rest == "export")
        {
            return; // a run is writing: there is no fixed answer
        }

        var recorded = bindings.Live(x.Answer);
        if (!x.Ignored.Contains("features"))
        {
            Same(x, "features", ComparableDeployment.Features(recorded), ComparableDeployment.Features(j));
        }

        var (a, b) = (ComparableDeployment.Of(recorded), ComparableDeployment.Of(j));
        foreach (var ignored in x.Ignored)
        {
            Remove(a, ignored);
            Remove(b, ignored);
        }

        var difference = JsonComparison.FirstDifference(a, b);
        report.Check(x, difference is null, "exported state", "as recorded", difference);
    }

    private static void Remove(JsonObject root, string dotted)
    {
        // The recordings name members of {features, deployment}; here the deployment is the root.
        var parts = dotted.Split('.').SkipWhile(part => part == "deployment").ToArray();
        JsonNode? node = root;
        foreach (var part in parts[..^1])
        {
            node = (node as JsonObject)?[part];
        }

        (node as JsonObject)?.Remove(parts[^1]);
    }
}
