namespace StackOperator.Dev;

/// <summary>Paths of the checkout.</summary>
internal sealed record Repository(string Root)
{
    /// <summary>The checkout that holds the current folder, else the one this program was built in.</summary>
    public static Repository Find()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "StackOperator.sln")))
                    return new Repository(folder.FullName);
            }
        }

        throw new LocalServices.LocalServiceException("This is no checkout of Stack Operator: run ./dev from inside it.");
    }

    public string Solution => Path.Combine(Root, "StackOperator.sln");

    /// <summary>State of <c>up</c> and of test runs; not in git.</summary>
    public string State => Path.Combine(Root, ".dev");

    public string At(params string[] parts) => Path.Combine([Root, .. parts]);
}
