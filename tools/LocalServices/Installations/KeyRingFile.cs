using System.Security.Cryptography;

namespace StackOperator.LocalServices.Installations;

/// <summary>The key ring of a private installation: made once, readable by its owner only.</summary>
public static class KeyRingFile
{
    /// <summary>Makes the file unless it is there.</summary>
    public static void Ensure(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        var temporary = path + ".new";
        using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        using (var writer = new StreamWriter(file))
        {
            writer.Write($$"""{"keys":[{"id":"local-1","key":"{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}}"}]}""");
        }

        File.Move(temporary, path);
    }
}
