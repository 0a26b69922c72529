using System.Globalization;
using StackOperator.LocalServices.Installations;

namespace StackOperator.Benchmarks.Environments;

/// <summary>CPU time and memory of a process, from proc(5).</summary>
/// <param name="Cpu">User and system time since its start.</param>
/// <param name="PeakBytes">Largest resident set since <see cref="ResetPeak"/>.</param>
internal sealed record ProcessUse(TimeSpan Cpu, long PeakBytes)
{
    private const int TicksPerSecond = 100;

    /// <summary>As of now.</summary>
    public static ProcessUse Of(ServiceProcess service)
    {
        var pid = service.Process.Identity.Pid;
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var peak = File.ReadLines($"/proc/{pid}/status").Single(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return new ProcessUse(TimeSpan.FromSeconds((double)ticks / TicksPerSecond), long.Parse(peak.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
    }

    /// <summary>Lets the peak start again from what is resident now.</summary>
    public static void ResetPeak(ServiceProcess service) => File.WriteAllText($"/proc/{service.Process.Identity.Pid}/clear_refs", "5");
}
