namespace StackOperator.Dev.TestRuns;

/// <summary>A test project; it builds to a program.</summary>
internal sealed record TestProject(string Name, string Folder)
{
    /// <summary>The program, for <c>dotnet</c>.</summary>
    public string Assembly => Path.Combine(Folder, "bin", "Debug", "net10.0", $"StackOperator.{Name}.dll");

    /// <summary>Whether its tests may ask for PostgreSQL or an API server.</summary>
    public bool UsesServers => File.Exists(Path.Combine(Path.GetDirectoryName(Assembly)!, "StackOperator.Testing.dll"));

    /// <summary>The test projects of a checkout by name.</summary>
    public static IReadOnlyList<TestProject> All(Repository repository) =>
        [.. Directory.EnumerateFiles(repository.At("tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(f => new TestProject(Path.GetFileNameWithoutExtension(f), Path.GetDirectoryName(f)!))
            .OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>Arguments that select the tests of a filter: everything when the filter is part of the project's name, else methods whose full name holds it.</summary>
    public IReadOnlyList<string> Select(string? filter) =>
        string.IsNullOrEmpty(filter) || $"StackOperator.{Name}".Contains(filter, StringComparison.OrdinalIgnoreCase)
            ? []
            : ["--filter-method", $"*{filter.Replace(' ', '_').Trim('*')}*"];
}
