namespace StackOperator.Dev.Tests.Up.Checkouts;

/// <summary>A machine on which little is installed: a <c>PATH</c> of one folder.</summary>
internal static class BareMachine
{
    private static readonly string[] _always = ["dotnet", "sh", "env", "cut", "uname"];

    /// <summary>Makes a folder with links to the usual programs and some more; those that this machine lacks are left out.</summary>
    /// <returns>The folder.</returns>
    public static string Create(string folder, params string[] programs)
    {
        Directory.CreateDirectory(folder);
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        foreach (var program in _always.Concat(programs))
        {
            if (path.Select(p => Path.Combine(p, program)).FirstOrDefault(File.Exists) is { } found)
                File.CreateSymbolicLink(Path.Combine(folder, program), found);
        }

        return folder;
    }
}
