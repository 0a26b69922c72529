namespace StackOperator.Testing;

/// <summary>The folder of the checkout that the tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>Full path, without a slash at the end.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "StackOperator.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No StackOperator.sln above {AppContext.BaseDirectory}: tests run from inside the checkout.");
    }
}
