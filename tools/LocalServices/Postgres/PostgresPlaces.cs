namespace StackOperator.LocalServices.Postgres;

/// <summary>Where a private server can keep its data.</summary>
public static class PostgresPlaces
{
    /// <summary>Whether the user that the server runs as can walk down to a folder. Only root starts it as another user.</summary>
    public static bool IsReachable(string folder)
    {
        if (PostgresFolder.ServerUser is null)
            return true;
        for (var parent = new DirectoryInfo(Path.GetFullPath(folder)); parent is not null; parent = parent.Parent)
        {
            if (parent.Exists && !parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }
}
