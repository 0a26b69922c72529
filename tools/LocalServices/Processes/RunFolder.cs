namespace StackOperator.LocalServices.Processes;

/// <summary>
/// A temporary folder that belongs to this process. What crashed owners left behind is removed when the next one is made.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private const string Prefix = "run-";

    private RunFolder(string path) => FolderPath = path;

    public string FolderPath { get; }

    /// <summary>Makes the folder of this process below the system's temporary folder.</summary>
    public static RunFolder Create()
    {
        var parent = Path.Combine(Path.GetTempPath(), $"stack-operator-{Environment.UserName}");
        // Others must be able to walk through: PostgreSQL may run as another user.
        Directory.CreateDirectory(parent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        RemoveLeftovers(parent);
        if (!ProcessIdentity.TryRead(Environment.ProcessId, out var self))
            throw new LocalServiceException("/proc cannot be read: local services need Linux with /proc mounted.");
        var path = Path.Combine(parent, $"{Prefix}{self.Pid}-{self.StartTicks}-{Guid.NewGuid():N}"[..^24]);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return new RunFolder(path);
    }

    /// <summary>The process a folder name belongs to; false for a name this class does not give.</summary>
    public static bool TryParseOwner(string folderName, out ProcessIdentity owner)
    {
        owner = default;
        var parts = folderName.StartsWith(Prefix, StringComparison.Ordinal) ? folderName[Prefix.Length..].Split('-') : [];
        return parts.Length == 3 && ProcessIdentity.TryParse($"{parts[0]} {parts[1]}", out owner);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(FolderPath, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that was killed a moment ago may still write: the next run removes the rest.
        }
    }

    private static void RemoveLeftovers(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent))
        {
            if (TryParseOwner(Path.GetFileName(folder), out var owner) && !owner.IsAlive)
                new RunFolder(folder).Dispose();
        }
    }
}
