using System.Security.Cryptography;

namespace StackOperator.Dev.Generate;

/// <summary>The files that are written from the code and kept in git.</summary>
internal static class GeneratedFiles
{
    private static readonly string[] _folders = ["config", "charts", "docs", "src"];
    private static readonly HashSet<string> _ignored = ["bin", "obj"];

    /// <summary>Writes them.</summary>
    /// <exception cref="CommandFailedException">A generator failed.</exception>
    public static async Task WriteAsync(Repository repository, CancellationToken ct)
    {
        await RunAsync(repository, "tools/CrdGen", [repository.Root], ct);
        await RunAsync(repository, "src/Api", ["openapi", repository.At("config", "openapi", "v1.json")], ct);
    }

    /// <summary>The files that differ after <paramref name="change"/> has run, relative to the checkout.</summary>
    public static async Task<IReadOnlyList<string>> ChangedByAsync(Repository repository, Func<Task> change)
    {
        var before = Fingerprints(repository);
        await change();
        var after = Fingerprints(repository);
        return [.. before.Keys.Union(after.Keys).Where(f => before.GetValueOrDefault(f) != after.GetValueOrDefault(f)).Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Fingerprints(Repository repository) =>
        _folders.Select(f => repository.At(f)).Where(Directory.Exists).SelectMany(Files)
            .ToDictionary(f => Path.GetRelativePath(repository.Root, f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder).Where(d => !_ignored.Contains(Path.GetFileName(d))).SelectMany(Files));

    private static async Task RunAsync(Repository repository, string project, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var output = await DotNetCommand.TryAsync(repository, ["run", "--no-build", "--project", repository.At(project), "--", .. arguments], ct);
        if (output is not null)
            throw new CommandFailedException($"{project} {string.Join(' ', arguments)} failed:\n{string.Join('\n', output.Split('\n').TakeLast(20))}");
    }
}
