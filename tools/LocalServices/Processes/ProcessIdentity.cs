using System.Globalization;

namespace StackOperator.LocalServices.Processes;

/// <summary>A process id together with the start time of the process (clock ticks since boot), so that a recycled id is never taken for it.</summary>
public readonly record struct ProcessIdentity(int Pid, long StartTicks)
{
    /// <summary>Whether this very process still runs. A zombie does not.</summary>
    public bool IsAlive => TryRead(Pid, out var now) && now == this;

    /// <summary>Reads the identity of a running process from <c>/proc</c>; false when there is none or it is a zombie.</summary>
    public static bool TryRead(int pid, out ProcessIdentity identity)
    {
        identity = default;
        try
        {
            return TryParseStat(pid, File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat"), out identity);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Parses a line of <c>/proc/PID/stat</c> (proc(5)): field 2 is the name in parentheses and may hold anything, field 3 the state, field 22 the start time.</summary>
    public static bool TryParseStat(int pid, string stat, out ProcessIdentity identity)
    {
        identity = default;
        var afterName = stat.LastIndexOf(')') + 1;
        var fields = stat[afterName..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (afterName == 0 || fields.Length < 20 || fields[0] is "Z" or "X" || !long.TryParse(fields[19], CultureInfo.InvariantCulture, out var ticks))
            return false;
        identity = new ProcessIdentity(pid, ticks);
        return true;
    }

    /// <summary>Parses <see cref="ToString"/>: <c>PID START</c>.</summary>
    public static bool TryParse(string text, out ProcessIdentity identity)
    {
        identity = default;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var pid) || pid <= 1 || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var ticks))
            return false;
        identity = new ProcessIdentity(pid, ticks);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid} {StartTicks}");
}
