using CliWrap;
using CliWrap.Buffered;
using StackOperator.Dev.State;

namespace StackOperator.Dev.Tests.State;

public sealed class EnvFileTests
{
    [Fact]
    public void What_is_written_is_read_again() => CsCheck.Check.Sample(
        CsCheck.Gen.String[CsCheck.Gen.Char[' ', '~'], 0, 40],
        value => EnvFile.Parse(EnvFile.Write([new("A", value), new("B", "x")]))["A"] == value);

    [Fact]
    public async Task A_shell_reads_what_was_written()
    {
        const string value = "it's $HOME; `date` \"quoted\" \\";
        var text = EnvFile.Write([new("STACK_TEST_A", value), new("STACK_TEST_B", "http://127.0.0.1:8088")]);
        var shell = await Cli.Wrap("/bin/sh").WithArguments(["-c", $"{text}\nsh -c 'printf \"%s|%s\" \"$STACK_TEST_A\" \"$STACK_TEST_B\"'"]).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        shell.StandardOutput.ShouldBe($"{value}|http://127.0.0.1:8088");
    }
}
