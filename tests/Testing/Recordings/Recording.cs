using System.Text.Json.Nodes;

namespace StackOperator.Testing.Recordings;

/// <summary>One recorded session of the Pulumi CLI: JSON Lines, a header and then commands and exchanges in order of arrival.</summary>
public sealed class Recording
{
    private Recording(string flow, JsonObject names, IReadOnlyList<Exchange> exchanges)
    {
        Flow = flow;
        BaseUrl = (string)names["url"]!;
        Organization = (string)names["org"]!;
        Projects = Strings(names["projects"]);
        Stacks = Strings(names["stacks"]);
        Exchanges = exchanges;
    }

    /// <summary>Name of the flow, for example <c>02-stack-lifecycle</c>.</summary>
    public string Flow { get; }

    /// <summary>Base URL as recorded.</summary>
    public string BaseUrl { get; }

    /// <summary>Organization as recorded.</summary>
    public string Organization { get; }

    /// <summary>Projects that the flow creates.</summary>
    public IReadOnlyList<string> Projects { get; }

    /// <summary>Stacks that the flow creates or names.</summary>
    public IReadOnlyList<string> Stacks { get; }

    /// <summary>Requests with their recorded answers.</summary>
    public IReadOnlyList<Exchange> Exchanges { get; }

    /// <summary>Reads a recording file.</summary>
    public static async Task<Recording> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        var lines = await File.ReadAllLinesAsync(path, cancellationToken);
        var rows = lines.Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        var header = rows[0];
        var exchanges = rows.Skip(1).Where(row => row.ContainsKey("method")).Select(row => new Exchange(row)).ToList();
        return new Recording((string)header["flow"]!, header["names"]!.AsObject(), exchanges);
    }

    private static List<string> Strings(JsonNode? array) => [.. array?.AsArray().Select(node => (string)node!) ?? []];
}
