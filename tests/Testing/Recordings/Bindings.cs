using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StackOperator.Testing.Recordings;

/// <summary>What stands for what: recorded names, ids, tokens and ciphertexts against those of the server under test.</summary>
public sealed class Bindings
{
    private readonly ConcurrentDictionary<string, string> _map = new(StringComparer.Ordinal);
    private readonly Regex _words;

    /// <summary>Starts with the names of the recording; projects and stacks get a suffix so that runs do not collide.</summary>
    public Bindings(Recording recording, Uri server, string organization, string suffix)
    {
        _map[recording.BaseUrl] = server.ToString().TrimEnd('/');
        _map[recording.Organization] = organization;
        foreach (var name in recording.Projects.Concat(recording.Stacks))
        {
            _map[name] = name + suffix;
        }

        _words = new Regex(Regex.Escape(recording.BaseUrl) + WordPattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(20));
    }

    private const string WordPattern = @"|(?:UPDATE|LEASE)-\d+|(?<![A-Za-z0-9])rec-[a-z0-9]+|[A-Za-z0-9+/]{24,}={0,2}";

    /// <summary>Records that a recorded value stands for a live one.</summary>
    public void Bind(string? recorded, string? live)
    {
        if (!string.IsNullOrEmpty(recorded) && !string.IsNullOrEmpty(live))
        {
            _map[recorded] = live;
        }
    }

    /// <summary>Exchanges what two recorded values stand for.</summary>
    public void Swap(string a, string b) => (_map[a], _map[b]) = (_map[b], _map[a]);

    /// <summary>The live value of one recorded word.</summary>
    public string Word(string recorded) => _map.GetValueOrDefault(recorded, recorded);

    /// <summary>Text with every recorded word replaced.</summary>
    public string Text(string recorded) => _words.Replace(recorded, match => Word(match.Value));

    /// <summary>A JSON value with every recorded word in names and strings replaced.</summary>
    public JsonNode? Live(JsonNode? recorded) => recorded switch
    {
        JsonObject o => new JsonObject(o.Select(pair => KeyValuePair.Create(Text(pair.Key), Live(pair.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Live)]),
        JsonValue v when v.TryGetValue<string>(out var text) => JsonValue.Create(Text(text)),
        _ => recorded?.DeepClone(),
    };
}
