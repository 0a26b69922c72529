using StackOperator.LocalServices.Processes;

namespace StackOperator.Dev.Tests.Processes;

public sealed class BackgroundProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("processes").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_process_is_found_again_by_its_pid_file_until_it_ends()
    {
        var pidFile = Path.Combine(_folder, "pid");
        await using var process = await BackgroundProcess.StartAsync(Sleep(pidFile), Ct);
        BackgroundProcess.TryAttach("sleep", pidFile, "log")!.Identity.ShouldBe(process.Identity);

        await process.KillAsync();
        BackgroundProcess.TryAttach("sleep", pidFile, "log").ShouldBeNull();
    }

    [Fact]
    public void A_recycled_process_id_is_not_taken_for_the_process()
    {
        ProcessIdentity.TryRead(Environment.ProcessId, out var self).ShouldBeTrue();
        var pidFile = Path.Combine(_folder, "stale");
        File.WriteAllText(pidFile, (self with { StartTicks = self.StartTicks - 1 }).ToString());

        BackgroundProcess.TryAttach("somebody else", pidFile, "log").ShouldBeNull();
        File.Exists(pidFile).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0 5")]
    [InlineData("1 5")]
    [InlineData("-7 5")]
    [InlineData("12")]
    [InlineData("12 13 14")]
    public void A_broken_pid_file_names_no_process(string text) => ProcessIdentity.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void An_identity_survives_text() => CsCheck.Check.Sample(
        CsCheck.Gen.Select(CsCheck.Gen.Int[2, int.MaxValue], CsCheck.Gen.Long[0, long.MaxValue]),
        pair => ProcessIdentity.TryParse(new ProcessIdentity(pair.Item1, pair.Item2).ToString(), out var read) && read == new ProcessIdentity(pair.Item1, pair.Item2));

    [Fact]
    public void A_process_name_with_parentheses_and_spaces_is_read_over()
    {
        var stat = "42 (a) Z 1 (b)) S 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 777 0 0";
        ProcessIdentity.TryParseStat(42, stat, out var identity).ShouldBeTrue();
        identity.ShouldBe(new ProcessIdentity(42, 777));
    }

    [Fact]
    public async Task Output_goes_to_the_log_file()
    {
        var command = new BackgroundCommand("echo", "/bin/sh", ["-c", "echo out; echo err >&2"], Path.Combine(_folder, "log"), Lifetime.WithParent);
        var process = await BackgroundProcess.StartAsync(command, Ct);
        await Testing.Eventually.UntilAsync(() => !process.IsRunning, ct: Ct);
        process.LogTail().ShouldBe("out\nerr");
    }

    private BackgroundCommand Sleep(string? pidFile) => new("sleep", "sleep", ["60"], Path.Combine(_folder, "log"), Lifetime.WithParent) { PidFile = pidFile };
}
