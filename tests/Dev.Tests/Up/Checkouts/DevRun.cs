namespace StackOperator.Dev.Tests.Up.Checkouts;

/// <summary>What a run of <c>./dev</c> came to.</summary>
internal sealed record DevRun(int ExitCode, string Output, string Error, TimeSpan Time)
{
    /// <summary>Fails with all that was printed unless the run succeeded.</summary>
    public DevRun Succeeded()
    {
        ExitCode.ShouldBe(0, $"{Output}\n{Error}");
        return this;
    }

    /// <summary>Fails unless the run failed and said why in one line.</summary>
    public string FailedWithOneSentence()
    {
        ExitCode.ShouldBe(1, $"{Output}\n{Error}");
        Error.Split('\n').Length.ShouldBe(1, Error);
        return Error;
    }
}
