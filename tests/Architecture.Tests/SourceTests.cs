using System.Text.RegularExpressions;

namespace StackOperator.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int MaxFileLines = 400;

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
        => Repository.Sources()
            .Select(file => (file, Lines: Repository.Read(file).Count(c => c == '\n')))
            .Where(pair => pair.Lines > MaxFileLines)
            .Select(pair => $"{pair.file}: {pair.Lines} lines")
            .ShouldBeEmpty();

    [Fact]
    public void A_product_file_declares_one_public_type_and_bears_its_name()
        => Repository.Files("src", "*.cs")
            .Select(file => (file, Types: PublicType().Matches(Repository.Read(file)).Select(match => match.Groups["name"].Value).Distinct().ToList()))
            .Where(pair => pair.Types.Count > 1 || (pair.Types.Count == 1 && !NameFits(pair.file, pair.Types[0])))
            .Select(pair => $"{pair.file}: {string.Join(", ", pair.Types)}")
            .ShouldBeEmpty();

    [Fact]
    public void Namespaces_follow_folders()
        => Repository.Files("src", "*.cs")
            .Select(file => (file, Declared: Namespace().Match(Repository.Read(file)).Groups["name"].Value))
            .Where(pair => pair.Declared.Length > 0 && pair.Declared != "StackOperator." + Path.GetDirectoryName(pair.file)!["src/".Length..].Replace('/', '.'))
            .Select(pair => $"{pair.file}: {pair.Declared}")
            .ShouldBeEmpty();

    [Fact]
    public void Nothing_sleeps_and_nothing_is_left_unwritten()
        => Repository.Sources()
            .Where(file => !file.StartsWith("tests/Architecture.Tests", StringComparison.Ordinal))
            .Where(file => Forbidden().IsMatch(Repository.Read(file)))
            .ShouldBeEmpty();

    [Fact]
    public void No_folder_is_a_drawer_for_odds_and_ends()
        => Repository.Sources()
            .Where(file => file.Split('/').Any(part => part is "Helpers" or "Utils" or "Common" or "Misc" or "Extensions.cs"))
            .ShouldBeEmpty();

    private static bool NameFits(string file, string type)
    {
        // StackStore.Log.cs holds a part of StackStore; Entity<T> and Entity<T, U> share a name and live in EntityOf…
        var name = Path.GetFileName(file).Split('.')[0];
        return name == type || name.StartsWith(type + "Of", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^public\s+(?:static\s+|sealed\s+|abstract\s+|partial\s+|readonly\s+|ref\s+)*(?:class|record\s+struct|record\s+class|record|struct|interface|enum|delegate\s+\S+)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"Thread\.Sleep|NotImplementedException|\bSkip\s*=\s*""|Task\.Delay\(\s*(TimeSpan\.FromSeconds\(|[0-9]{4,})")]
    private static partial Regex Forbidden();
}
