using System.Text.RegularExpressions;

namespace StackOperator.Architecture.Tests;

public sealed partial class DocumentationTests
{
    private static IEnumerable<string> Documents()
        => Repository.Files("docs", "*.md").Concat(((string[])["README.md", "CHANGELOG.md", "CONTRIBUTING.md"]).Where(file => File.Exists(Path.Combine(Repository.Root, file))));

    [Fact]
    public void Every_path_that_the_architecture_page_names_exists()
    {
        var page = Repository.Read("docs/architecture.md");
        PathInBackticks().Matches(page).Select(match => match.Groups["path"].Value)
            .Where(path => !File.Exists(Path.Combine(Repository.Root, path)) && !Directory.Exists(Path.Combine(Repository.Root, path)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_link_between_documents_leads_somewhere()
        => Documents()
            .SelectMany(file => Link().Matches(Repository.Read(file)).Select(match => (file, Target: match.Groups["target"].Value.Split('#')[0])))
            .Where(link => link.Target.Length > 0 && !link.Target.Contains("://", StringComparison.Ordinal))
            .Where(link => !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(link.file)!, link.Target)))
            .Select(link => $"{link.file} -> {link.Target}")
            .ShouldBeEmpty();

    [Fact]
    public void Decision_records_are_numbered_without_gaps()
    {
        var numbers = Repository.Files("docs/adr", "*.md").Select(file => int.Parse(Path.GetFileName(file)[..4], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        numbers.ShouldBe(Enumerable.Range(1, numbers.Count));
    }

    [GeneratedRegex(@"`(?<path>(?:src|tools|tests|bench|config|charts|docs|eng)/[\w./-]+)`")]
    private static partial Regex PathInBackticks();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
