using System.Text.Json;

namespace StackOperator.Dev.TestRuns;

/// <summary>A report in the Common Test Report Format (ctrf.io), as xunit.v3 writes it.</summary>
internal static class TestReport
{
    /// <summary>The counts, and the names of the failed tests.</summary>
    /// <exception cref="JsonException">The text is no such report.</exception>
    public static (TestSummary Summary, IReadOnlyList<string> Failed) Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("results", out var results) || !results.TryGetProperty("tests", out var tests) || tests.ValueKind != JsonValueKind.Array)
            throw new JsonException("The report has no results.tests.");
        List<string> failed = [];
        int passed = 0, skipped = 0;
        foreach (var test in tests.EnumerateArray())
        {
            switch (test.GetProperty("status").GetString())
            {
                case "passed": passed++; break;
                case "skipped" or "pending": skipped++; break;
                default: failed.Add(test.GetProperty("name").GetString() ?? "?"); break;
            }
        }

        return (new TestSummary(passed, failed.Count, skipped), failed);
    }
}
