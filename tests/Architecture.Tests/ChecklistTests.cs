using System.Text.RegularExpressions;

namespace StackOperator.Architecture.Tests;

/// <summary>
/// Every point of the protocol's conformance checklist is named by a test: <c>Checklist_N_M_…</c> in the test's name, or in
/// the comment of a test that plays recorded sessions.
/// </summary>
public sealed partial class ChecklistTests
{
    private const int Points = 117;

    [Fact]
    public void Every_point_of_the_conformance_checklist_is_named_by_a_test()
    {
        var named = Repository.Files("tests", "*.cs").SelectMany(file => Named().Matches(Repository.Read(file)))
            .SelectMany(match => match.Groups[1].Captures.Select(capture => int.Parse(capture.Value, System.Globalization.CultureInfo.InvariantCulture)))
            .ToHashSet();
        Enumerable.Range(1, Points).Where(point => !named.Contains(point)).ShouldBeEmpty();
        named.Where(point => point is < 1 or > Points).ShouldBeEmpty();
    }

    [GeneratedRegex("Checklist(?:_([0-9]+))+")]
    private static partial Regex Named();
}
