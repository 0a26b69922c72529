namespace StackOperator.Architecture.Tests;

/// <summary>The checkout the tests run in.</summary>
internal static class Repository
{
    private static readonly string[] Generated = ["/obj/", "/bin/", "/TestResults/", "/.dev/"];

    /// <summary>The folder with the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Files below a folder that people write, relative to the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
        => Directory.Exists(Path.Combine(Root, folder))
            ? Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
                .Where(file => !Array.Exists(Generated, part => file.Contains(part, StringComparison.Ordinal)))
                .Select(file => Path.GetRelativePath(Root, file))
                .Order(StringComparer.Ordinal)
            : [];

    /// <summary>Text of a file.</summary>
    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    /// <summary>Source files of product, tools, tests and benchmarks.</summary>
    public static IEnumerable<string> Sources()
        => ((string[])["src", "tools", "tests", "bench"]).SelectMany(folder => Files(folder, "*.cs"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "StackOperator.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("StackOperator.sln was not found above the test binary");
    }
}
