using System.Security.Cryptography;
using System.Text;
using StackOperator.Dev.State;

namespace StackOperator.Dev.Up;

/// <summary>
/// The built operator and API. They run from copies below <c>.dev/</c>, so that a later build of the checkout does not pull the
/// files away under running processes.
/// </summary>
internal sealed class Programs(Repository repository, LocalState state)
{
    public const string Operator = "Operator";
    public const string Api = "Api";
    private static readonly string[] _projects = [Operator, Api];
    private static readonly string[] _sources = ["src", "eng"];
    private static readonly string[] _files = ["Directory.Build.props", "Directory.Packages.props", "global.json"];

    /// <summary>Path of a program, for <c>dotnet</c>.</summary>
    public string Assembly(string project) => Path.Combine(state.At("programs"), project, $"StackOperator.{project}.dll");

    /// <summary>The command that runs a program.</summary>
    public IReadOnlyList<string> Command(string project) => ["dotnet", Assembly(project)];

    /// <summary>Changes when the sources the programs were built from change.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var file in _sources.SelectMany(f => Files(repository.At(f))).Concat(_files.Select(f => repository.At(f))).Where(File.Exists).Order(StringComparer.Ordinal))
            text.Append(file).Append(File.GetLastWriteTimeUtc(file).Ticks).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Whether the copies are of the sources as they are.</summary>
    public bool AreCurrent() => File.Exists(Stamp) && File.ReadAllText(Stamp) == Fingerprint() && _projects.All(p => File.Exists(Assembly(p)));

    /// <summary>Builds and copies them.</summary>
    /// <exception cref="CommandFailedException">They do not build.</exception>
    public async Task BuildAsync(CancellationToken ct)
    {
        var fingerprint = Fingerprint();
        foreach (var project in _projects)
        {
            var output = await DotNetCommand.TryAsync(repository, ["build", repository.At("src", project), "-v", "q", "--nologo", "-p:RunAnalyzers=false"], ct);
            if (output is not null)
                throw new CommandFailedException(string.Join('\n', DotNetCommand.Errors(output).Prepend($"src/{project} does not build:")));
        }

        foreach (var project in _projects)
            Copy(repository.At("src", project, "bin", "Debug", "net10.0"), Path.Combine(state.At("programs"), project));
        await File.WriteAllTextAsync(Stamp, fingerprint, ct);
    }

    private string Stamp => state.At("programs.stamp");

    // New files under new inodes: a process that still runs the old ones keeps them.
    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder).Where(d => Path.GetFileName(d) is not ("bin" or "obj")).SelectMany(Files));
}
