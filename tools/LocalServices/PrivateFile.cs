namespace StackOperator.LocalServices;

/// <summary>Files that only their owner may read.</summary>
public static class PrivateFile
{
    /// <summary>Replaces the file in one step.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken ct)
    {
        var unfinished = $"{path}.new";
        await using (var stream = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        await using (var writer = new StreamWriter(stream))
            await writer.WriteAsync(text.AsMemory(), ct);
        File.Move(unfinished, path, overwrite: true);
    }
}
