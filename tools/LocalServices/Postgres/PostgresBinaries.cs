namespace StackOperator.LocalServices.Postgres;

/// <summary>The server programs of an installed PostgreSQL.</summary>
/// <param name="Folder">Holds <c>initdb</c> and <c>postgres</c>.</param>
public sealed record PostgresBinaries(string Folder)
{
    public string Initdb => Path.Combine(Folder, "initdb");

    public string Server => Path.Combine(Folder, "postgres");

    /// <summary>The newest server found where Debian puts it, else where PATH says; null when there is none.</summary>
    public static PostgresBinaries? Find() => Find("/usr/lib/postgresql", Environment.GetEnvironmentVariable("PATH") ?? "");

    internal static PostgresBinaries? Find(string debianFolder, string path)
    {
        var versioned = Directory.Exists(debianFolder)
            ? Directory.EnumerateDirectories(debianFolder).OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var major) ? major : 0).Select(d => Path.Combine(d, "bin"))
            : [];
        return versioned
            .Concat(path.Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Select(folder => new PostgresBinaries(folder))
            .FirstOrDefault(b => File.Exists(b.Initdb) && File.Exists(b.Server));
    }
}
