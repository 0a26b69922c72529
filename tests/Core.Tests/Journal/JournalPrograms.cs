namespace StackOperator.Core.Tests.Journal;

/// <summary>Random journals, legal for the most part: positions and operations mostly exist.</summary>
internal sealed class JournalPrograms(int seed)
{
    private static readonly string[] s_urns =
    [
        "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s",
        "urn:pulumi:s::p::pulumi:providers:m::default",
        "urn:pulumi:s::p::pulumi:providers:m::other",
        "urn:pulumi:s::p::m:i:C::c",
        "urn:pulumi:s::p::m:i:C2::c",
        "urn:pulumi:s::p::m:i:C$m:i:T::t",
        "urn:pulumi:s::p::m:i:T::a",
        "urn:pulumi:s::p::m:i:T::b",
    ];

    private static readonly string[] s_numbers = ["1", "1.0", "1e5", "-0", "12345678901234567890123", "0.1000"];
    private static readonly string[] s_operations = ["creating", "updating", "deleting", "reading", "importing"];
    private readonly Random _random = new(seed);

    public (ModelState Start, List<ModelEntry> Entries) Next()
    {
        var start = State();
        var entries = new List<ModelEntry>();
        if (Chance(70))
        {
            entries.Add(new ModelEntry(6, 0) { Extra = $",\"secretsProvider\":{{\"type\":\"service\",\"state\":{{\"n\":{_random.Next(3)}}}}}" });
        }

        var count = _random.Next(1, 12);
        var operation = 0L;
        while (entries.Count < count)
        {
            entries.Add(Entry(ref operation, start.Resources.Count));
        }

        return (start, entries);
    }

    private ModelState State() => new()
    {
        Resources = [.. Enumerable.Range(0, _random.Next(5)).Select(_ => Resource())],
        Operations = [.. Enumerable.Range(0, Chance(20) ? 2 : 0).Select(_ => (Resource(), Pick(s_operations)))],
        Secrets = Chance(50) ? "{\"type\":\"service\",\"state\":{\"n\":1}}" : null,
        Snippets = Chance(10) ? Snippets() : null,
        Extensions = Chance(10) ? [new("e1", "{\"v\":1.0}")] : [],
        Unknown = Chance(10) ? "{\"a\":1.0}" : null,
        Features = Chance(5) ? ["byteString"] : [],
    };

    private ModelEntry Entry(ref long operation, int baseCount)
    {
        var roll = _random.Next(100);
        if (roll < 25)
        {
            return new ModelEntry(0, ++operation) { State = Resource(), Begins = Chance(80) ? Pick(s_operations) : null } is { Begins: not null } begin
                ? begin
                : new ModelEntry(0, operation);
        }

        var ended = Chance(60) && operation > 0 ? _random.NextInt64(1, operation + 1) : ++operation;
        var target = Chance(50);
        var old = target && baseCount > 0 ? (long?)_random.Next(Chance(1) ? baseCount + 1 : baseCount) : null;
        var produced = !target && operation > 0 ? (long?)_random.NextInt64(1, operation + 2) : null;
        return roll switch
        {
            < 65 => Success(ended, old, produced),
            < 70 => new ModelEntry(2, ended) { State = Resource(), RemoveOld = 99, RemoveNew = 1 },
            < 82 => new ModelEntry(3, ended) { State = Chance(60) ? Resource() : null, RemoveOld = old, RemoveNew = produced, IsRefresh = true },
            < 90 => new ModelEntry(4, ended) { State = Chance(95) ? Resource() : null, RemoveOld = old, RemoveNew = produced },
            < 92 => new ModelEntry(5, 0) { Snapshot = State() with { Features = [] } },
            < 96 => new ModelEntry(7, 0),
            < 98 => new ModelEntry(8, ++operation) { Extra = $",\"extensionRef\":\"e{_random.Next(3)}\",\"extension\":{{\"v\":{_random.Next(9)}}}" },
            _ => new ModelEntry(9, 0) { Extra = Chance(70) ? $",\"snippets\":{Snippets()}" : string.Empty },
        };
    }

    private ModelEntry Success(long operation, long? old, long? produced)
    {
        var mark = _random.Next(4);
        return new ModelEntry(1, operation)
        {
            State = Chance(75) ? Resource() : null,
            RemoveOld = mark < 2 ? old : null,
            RemoveNew = mark < 2 ? produced : null,
            DeleteOld = mark == 2 ? old : null,
            DeleteNew = mark == 2 ? produced : null,
            PendingOld = mark == 3 ? old : null,
            PendingNew = mark == 3 ? produced : null,
            IsRefresh = Chance(5),
            HasByteStrings = Chance(2),
        };
    }

    private ModelResource Resource() => new()
    {
        Urn = Pick(s_urns),
        Number = Pick(s_numbers),
        Parent = Chance(40) ? Pick(s_urns) : null,
        Provider = Chance(20) ? s_urns[1 + _random.Next(2)] + "::i1" : null,
        Dependencies = Chance(30) ? Urns() : null,
        PropertyDependencies = Chance(20) ? [.. Enumerable.Range(0, _random.Next(3)).Select(i => ($"k{i}", Urns()))] : null,
        ReplaceWith = Chance(5) ? Urns() : null,
        DeletedWith = Chance(10) ? Pick(s_urns) : null,
        ViewOf = Chance(5) ? Pick(s_urns) : null,
        Aliases = Chance(8) ? Urns() : null,
        Taint = Chance(5),
        Hooks = Chance(5),
        Flags = Chance(90) ? [] : Chance(50) ? ["delete"] : Chance(50) ? ["pendingReplacement"] : ["delete", "pendingReplacement"],
    };

    private string Snippets() => Chance(20) ? "[]" : $"[{{\"uuid\":\"u\",\"references\":{{\"ref\":\"{Pick(s_urns)}\"}}}}]";

    private string[] Urns() => [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(s_urns))];

    private string Pick(string[] from) => from[_random.Next(from.Length)];

    private bool Chance(int percent) => _random.Next(100) < percent;
}
