using System.Text.Json;
using StackOperator.Dev.TestRuns;

namespace StackOperator.Dev.Tests.TestRuns;

public sealed class TestReportTests
{
    [Fact]
    public void Statuses_are_counted_and_failed_tests_are_named()
    {
        var (summary, failed) = TestReport.Parse("""
            {"results":{"tests":[
                {"name":"A.passes","status":"passed"},
                {"name":"A.fails","status":"failed"},
                {"name":"A.breaks","status":"other"},
                {"name":"A.waits","status":"pending"},
                {"name":"A.skips","status":"skipped"}]}}
            """);
        summary.ShouldBe(new TestSummary(1, 2, 2));
        failed.ShouldBe(["A.fails", "A.breaks"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"results":{}}""")]
    [InlineData("""{"results":{"tests":[""")]
    public void What_is_no_report_is_no_success(string text) => Should.Throw<JsonException>(() => TestReport.Parse(text));

    [Theory]
    [InlineData(3, 0, 0, "3 passed, 0 failed")]
    [InlineData(0, 2, 0, "0 passed, 2 failed")]
    [InlineData(3, 1, 4, "3 passed, 1 failed, 4 skipped")]
    public void The_last_line_names_skipped_tests_only_when_there_are_any(int passed, int failed, int skipped, string line) =>
        new TestSummary(passed, failed, skipped).ToString().ShouldBe(line);

    [Fact]
    public void A_failed_test_is_shown_as_one_block_with_its_message()
    {
        List<string> shown = [];
        var stream = new FailureStream(shown.Add);
        foreach (var line in "xUnit.net\nfailed A.b (1s)\n  expected 1\n\n  at C\nfailed A.c (2s)\n  no\nTest run summary: Failed!\n  total: 2".Split('\n'))
            stream.Add(line);
        stream.Flush();
        shown.ShouldBe(["failed A.b (1s)\n  expected 1\n\n  at C", "failed A.c (2s)\n  no"]);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("core.t", "")]
    [InlineData("Stale pid", "--filter-method *Stale_pid*")]
    public void A_filter_selects_a_whole_project_or_tests_by_name(string? filter, string arguments) =>
        string.Join(' ', new TestProject("Core.Tests", "/").Select(filter)).ShouldBe(arguments);
}
