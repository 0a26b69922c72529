namespace StackOperator.LocalServices;

/// <summary>Where binaries live that are slow to get: <c>~/.cache/stack-operator/NAME</c>. An entry is there completely or not at all.</summary>
public sealed record BinaryCache(string Folder)
{
    public static BinaryCache Default { get; } = new(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "stack-operator"));

    /// <summary>The folder of an entry, whether it exists or not.</summary>
    public string Entry(string name) => Path.Combine(Folder, name);
}
