namespace StackOperator.Core.Tests.Journal;

/// <summary>A resource as the model sees it; written down, its members stand in the order of the fields.</summary>
internal sealed record ModelResource
{
    public string Urn { get; init; } = string.Empty;

    public string Number { get; init; } = "1";

    public string? Parent { get; init; }

    public string? Provider { get; init; }

    public string[]? Dependencies { get; init; }

    public (string Key, string[] Urns)[]? PropertyDependencies { get; init; }

    public string[]? ReplaceWith { get; init; }

    public string? DeletedWith { get; init; }

    public string? ViewOf { get; init; }

    public string[]? Aliases { get; init; }

    public bool Taint { get; init; }

    public bool Hooks { get; init; }

    /// <summary>Flags in the order in which they stand at the end of the text.</summary>
    public string[] Flags { get; init; } = [];

    /// <summary>Flags that the journal set; those that are not there yet are written behind, "delete" first.</summary>
    public string[] Marks { get; init; } = [];

    public ModelResource With(string flag) => this with { Marks = [.. Marks, flag] };

    public ModelResource Settled() => this with { Flags = AllFlags(), Marks = [] };

    public IEnumerable<string> Features()
    {
        if (Taint)
        {
            yield return "taint";
        }

        if (Hooks)
        {
            yield return "hooks";
        }

        if (ViewOf is not null)
        {
            yield return "views";
        }

        if (ReplaceWith is { Length: > 0 })
        {
            yield return "replaceWith";
        }
    }

    public string Write()
    {
        var members = new List<string> { $"\"urn\":{Text(Urn)}", $"\"n\":{Number}" };
        void Put(string name, string? value)
        {
            if (value is not null)
            {
                members.Add($"\"{name}\":{value}");
            }
        }

        Put("parent", Parent is null ? null : Text(Parent));
        Put("provider", Provider is null ? null : Text(Provider));
        Put("dependencies", Dependencies is null ? null : List(Dependencies));
        Put("propertyDependencies", PropertyDependencies is null ? null : "{" + string.Join(',', PropertyDependencies.Select(p => $"\"{p.Key}\":{List(p.Urns)}")) + "}");
        Put("replaceWith", ReplaceWith is null ? null : List(ReplaceWith));
        Put("deletedWith", DeletedWith is null ? null : Text(DeletedWith));
        Put("viewOf", ViewOf is null ? null : Text(ViewOf));
        Put("aliases", Aliases is null ? null : List(Aliases));
        Put("taint", Taint ? "true" : null);
        Put("resourceHooks", Hooks ? "{\"h\":[]}" : null);
        foreach (var flag in AllFlags())
        {
            Put(flag, "true");
        }

        return "{" + string.Join(',', members) + "}";
    }

    private string[] AllFlags() => [.. Flags, .. Marks.Distinct().Order(StringComparer.Ordinal).Except(Flags)];

    private static string List(IEnumerable<string> urns) => "[" + string.Join(',', urns.Select(Text)) + "]";

    private static string Text(string text) => $"\"{text}\"";
}
