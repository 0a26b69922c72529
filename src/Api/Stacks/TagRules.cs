using StackOperator.Core.Names;

namespace StackOperator.Api.Stacks;

/// <summary>Checks tags of request bodies.</summary>
internal static class TagRules
{
    /// <summary>The first fault of a set in which every tag must have a value; null when there is none.</summary>
    public static string? Check(IReadOnlyDictionary<string, string?>? tags) =>
        tags is null ? null : CheckCount(tags.Count) ?? First(tags, static (name, value) => NameRules.CheckTagName(name) ?? NameRules.CheckTagValue(name, value));

    /// <summary>The same for changes, in which null removes.</summary>
    public static string? CheckChanges(IReadOnlyDictionary<string, string?> tags) =>
        CheckCount(tags.Count) ?? First(tags, static (name, value) => NameRules.CheckTagName(name) ?? (value is null ? null : NameRules.CheckTagValue(name, value)));

    private static string? CheckCount(int count) => count > NameRules.MaxTags ? $"{count} tags are too many: at most {NameRules.MaxTags} are allowed" : null;

    private static string? First(IReadOnlyDictionary<string, string?> tags, Func<string, string?, string?> check) =>
        tags.Select(tag => check(tag.Key, tag.Value)).FirstOrDefault(static fault => fault is not null);
}
