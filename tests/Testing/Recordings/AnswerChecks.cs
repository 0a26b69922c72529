using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StackOperator.Testing.Recordings;

/// <summary>The table of endpoints and what the CLI relies on in each answer.</summary>
public sealed partial class AnswerChecks(Recording recording, Bindings bindings, PlayState state, PlayReport report)
{
    private const string Stack = "^/api/stacks/[^/]+/[^/]+/[^/]+";
    private const string Update = Stack + "/update/[^/]+";

    private static readonly EndpointCheck[] Table =
    [
        Sync("^/api/user$", null, (c, x, j) => c.User(j)),
        Sync("^/api/user/organizations/default$", null, (c, x, j) => c.Members("default organization", j, "gitHubLogin:string?", "messages:array?")),
        Sync("^/api/capabilities$", null, (c, x, j) => c.ReadCapabilities(j)),
        new(Rx("^/api/user/stacks$"), "GET", true, (c, x, j, client, ct) => c.StackList(x, j, client, ct)),
        Sync(Stack + @"/export(/\d+)?$", "GET", (c, x, j) => c.Export(x, j)),
        Sync(Stack + "/import$", "POST", (c, x, j) => { c.Members("import", j, "updateId:string!"); c.Bind(x, j, "updateId"); }),
        Sync(Stack + "/encrypt$", "POST", (c, x, j) => { c.Members("encrypt", j, "ciphertext:string!"); c.Bind(x, j, "ciphertext"); }),
        Sync(Stack + "/batch-encrypt$", "POST", (c, x, j) => c.BatchEncrypt(x, j)),
        Sync(Stack + "/decrypt$", "POST", (c, x, j) => c.Same(x, "plaintext", x.Answer!["plaintext"], JsonComparison.Member(j, "plaintext"))),
        Sync(Stack + "/batch-decrypt$", "POST", (c, x, j) => c.BatchDecrypt(x, j)),
        Quiet(Stack + "/decrypt/log-(batch-)?decryption$", "POST", (_, _) => { }),
        Sync(Stack + "/(update|preview|refresh|destroy)$", "POST", (c, x, j) => c.CreateUpdate(x, j)),
        Sync(Update + "$", "POST", (c, x, j) => c.StartUpdate(x, j)),
        new(Rx(Update + "$"), "GET", true, (c, x, j, client, ct) => c.GetUpdate(x, j, client, ct)),
        Sync(Update + "/renew_lease$", "POST", (c, x, j) => { c.Members("renew_lease", j, "token:string!", "tokenExpiration:int?"); c.Bind(x, j, "token"); }),
        Quiet(Update + "/(complete|cancel)$", "POST", (c, x) => c.Ended(x)),
        Quiet(Update + "/(checkpoint|checkpointverbatim|checkpointdelta|journalentries)$", "PATCH", (c, x) => c.Wrote(x)),
        Quiet(Update + "/events/batch$", "POST", (_, _) => { }),
        new(Rx(Update + "/events$"), "GET", true, (c, x, j, client, ct) => c.Events(x, j, client, ct)),
        Sync(Stack + "/updates$", "GET", (c, x, j) => c.History(x, j)),
        Sync(Stack + "/updates/latest$", "GET", (c, x, j) => c.UpdateInfo(x, x.Answer!["info"]!, JsonComparison.Member(j, "info"))),
        Quiet(Stack + "/rename$", "POST", (c, x) => c.Rename(x)),
        Quiet(Stack + "/tags$", "PATCH", (_, _) => { }),
        Sync(Stack + "$", "GET", (c, x, j) => c.GetStack(x, j)),
        Quiet(Stack + "$", "DELETE", (c, x) => c.Forget(StackPath.Parse(x.Path)!.Stack)),
        Sync("^/api/stacks/[^/]+/[^/]+$", "POST", (c, x, j) => c.Forget($"{x.Path["/api/stacks/".Length..]}/{(string?)x.Body?["stackName"]}")),
        Quiet("^/api/stacks/[^/]+/[^/]+$", "HEAD", (_, _) => { }),
        Sync("^/api/registry/templates$", "GET", (c, x, j) => c.Members("templates", j, "templates:array")),
        Sync("^/api/registry/packages$", "GET", (c, x, j) => c.Members("packages", j, "packages:array")),
    ];

    /// <summary>The checks of an exchange; null when the endpoint is not tabled.</summary>
    public static EndpointCheck? Find(Exchange exchange)
        => Array.Find(Table, check => check.Path.IsMatch(exchange.Path) && (check.Method is null || check.Method == exchange.Method));

    private static EndpointCheck Sync(string path, string? method, Action<AnswerChecks, Exchange, JsonNode?> run)
        => new(Rx(path), method, true, (c, x, j, _, _) => Done(() => run(c, x, j)));

    private static EndpointCheck Quiet(string path, string? method, Action<AnswerChecks, Exchange> run)
        => new(Rx(path), method, false, (c, x, _, _, _) => Done(() => run(c, x)));

    private static Task Done(Action run)
    {
        run();
        return Task.CompletedTask;
    }

    private static Regex Rx(string pattern) => new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Checks members: <c>name:type[,type]</c>, <c>?</c> = may be absent or null, <c>!</c> = must not be empty.</summary>
    private void Members(string where, JsonNode? node, params string[] members)
    {
        if (node is not JsonObject)
        {
            throw new FormatException($"{where}: expected an object, came {JsonComparison.Short(node)}");
        }

        foreach (var member in members)
        {
            var (name, type) = (member.Split(':')[0], member.Split(':')[1]);
            var value = JsonComparison.Member(node, name);
            if (value is null && type.EndsWith('?'))
            {
                continue;
            }

            var kind = Kind(value);
            if (!type.TrimEnd('?', '!').Split(',').Contains(kind) || (type.EndsWith('!') && value?.ToJsonString() is "\"\"" or "[]" or "{}"))
            {
                throw new FormatException($"{where}.{name}: expected {type}, came {kind} {JsonComparison.Short(value)}");
            }
        }
    }

    private static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "int" : "float",
        JsonValueKind.Null => "null",
        _ => "bool",
    };

    private void Same(Exchange x, string what, JsonNode? expected, JsonNode? came)
        => report.Check(x, JsonComparison.FirstDifference(expected, came) is null, what, JsonComparison.Short(expected), JsonComparison.Short(came));

    private void Bind(Exchange x, JsonNode? j, string member)
        => bindings.Bind((string?)x.Answer?[member], (string?)JsonComparison.Member(j, member));

    private void User(JsonNode? j)
    {
        Members("user", j, "githubLogin:string!", "organizations:array?", "tokenInfo:object?", "name:string?", "email:string?", "identities:array?");
        foreach (var organization in JsonComparison.Member(j, "organizations") as JsonArray ?? [])
        {
            Members("organization", organization, "githubLogin:string!");
        }
    }

    private void ReadCapabilities(JsonNode? j)
    {
        state.Capabilities = [];
        foreach (var capability in JsonComparison.Member(j, "capabilities") as JsonArray ?? [])
        {
            Members("capability", capability, "capability:string!", "version:int?");
            var name = (string)JsonComparison.Member(capability, "capability")!;
            var configuration = JsonComparison.Member(capability, "configuration");
            state.Capabilities.Add(name);
            if (name.StartsWith("delta-checkpoint-uploads", StringComparison.Ordinal))
            {
                Members(name, configuration, "checkpointCutoffSizeBytes:int");
            }
            else if (name == "deployment-schema-version")
            {
                Members(name, configuration, "version:int");
            }
        }
    }

    private void BatchEncrypt(Exchange x, JsonNode? j)
    {
        Members("batch-encrypt", j, "ciphertexts:array");
        var recorded = x.Answer!["ciphertexts"]!.AsArray();
        var came = JsonComparison.Member(j, "ciphertexts")!.AsArray();
        if (report.Check(x, recorded.Count == came.Count, "ciphertexts", recorded.Count, came.Count))
        {
            for (var i = 0; i < recorded.Count; i++)
            {
                bindings.Bind((string?)recorded[i], (string?)came[i]);
            }
        }
    }

    private void BatchDecrypt(Exchange x, JsonNode? j)
    {
        Members("batch-decrypt", j, "plaintexts:object");
        foreach (var ciphertext in x.Body?["ciphertexts"] as JsonArray ?? [])
        {
            var recorded = (string)ciphertext!;
            var came = JsonComparison.Member(j, "plaintexts")![bindings.Word(recorded)];
            Same(x, "plaintext", x.Answer!["plaintexts"]![recorded], came);
        }
    }
}
