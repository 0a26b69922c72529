namespace StackOperator.Core.Tests.Journal;

/// <summary>
/// The rules of replay once more, in the plainest form: sets of positions, everything rebuilt from objects, no text. Returns
/// null where a replay has to be refused.
/// </summary>
internal sealed class JournalModel(ModelState start)
{
    private readonly SortedDictionary<long, ModelEntry> _open = [];
    private readonly List<(long Operation, ModelResource Resource)> _new = [];
    private readonly HashSet<long> _removeNew = [];
    private readonly HashSet<long> _removeOld = [];
    private readonly HashSet<long> _deleteOld = [];
    private readonly HashSet<long> _pendingOld = [];
    private readonly Dictionary<long, ModelResource> _replaceOld = [];
    private readonly SortedDictionary<string, string> _extensions = new(StringComparer.Ordinal);
    private ModelState _base = start;
    private bool _refreshed;
    private bool _bytes;

    public static ModelState? Run(ModelState start, IEnumerable<ModelEntry> entries)
    {
        var model = new JournalModel(start);
        try
        {
            foreach (var entry in entries)
            {
                model.Step(entry);
            }

            return model.Build();
        }
        catch (Refused)
        {
            return null;
        }
    }

    private void Step(ModelEntry entry)
    {
        _bytes |= entry.HasByteStrings;
        if (entry.Kind is 1 or 2 or 3)
        {
            _open.Remove(entry.Operation);
        }

        switch (entry.Kind)
        {
            case 0:
                _open[entry.Operation] = entry;
                break;
            case 1:
                Success(entry);
                break;
            case 3 when entry.State is null:
                _refreshed = true;
                Position(entry.RemoveOld, p => _removeOld.Add(p));
                _removeNew.UnionWith(entry.RemoveNew is { } gone ? [gone] : []);
                break;
            case 3 or 4 when entry.State is not null:
                _refreshed |= entry.Kind == 3;
                Position(entry.RemoveOld, p => _replaceOld[p] = entry.State);
                Change(entry.RemoveNew, _ => entry.State);
                break;
            case 5:
                _base = entry.Snapshot!;
                break;
            case 6:
                _base = _base with { Secrets = entry.Extra![",\"secretsProvider\":".Length..] };
                break;
            case 7:
                _base = Build();
                _new.Clear();
                _open.Clear();
                _removeNew.Clear();
                _removeOld.Clear();
                _deleteOld.Clear();
                _pendingOld.Clear();
                _replaceOld.Clear();
                _extensions.Clear();
                break;
            case 8:
                _extensions[entry.Extra!.Split('"')[3]] = entry.Extra[(entry.Extra.IndexOf("\"extension\":", StringComparison.Ordinal) + 12)..];
                break;
            case 9:
                _base = _base with { Snippets = entry.Extra!.Length == 0 ? null : entry.Extra[",\"snippets\":".Length..] };
                break;
        }
    }

    private void Success(ModelEntry entry)
    {
        if (entry.State is not null)
        {
            _new.Add((entry.Operation, entry.State));
        }

        Position(entry.RemoveOld, p => _removeOld.Add(p));
        Position(entry.DeleteOld, p => _deleteOld.Add(p));
        Position(entry.PendingOld, p => _pendingOld.Add(p));
        _removeNew.UnionWith(entry.RemoveNew is { } id ? [id] : []);
        Change(entry.DeleteNew, r => r.With("delete"));
        Change(entry.PendingNew, r => r.With("pendingReplacement"));
        _refreshed |= entry.IsRefresh;
    }

    private void Position(long? position, Action<long> act)
    {
        if (position is { } p)
        {
            act(p >= 0 && p < _base.Resources.Count ? p : throw new Refused());
        }
    }

    private void Change(long? operation, Func<ModelResource, ModelResource> change)
    {
        var at = operation is { } id ? _new.FindLastIndex(n => n.Operation == id) : -1;
        if (at >= 0)
        {
            _new[at] = (_new[at].Operation, change(_new[at].Resource));
        }
    }

    private ModelState Build()
    {
        var dropped = _removeNew.Select(id => _new.FindLastIndex(n => n.Operation == id)).ToHashSet();
        var resources = _new.Where((_, i) => !dropped.Contains(i)).Select(n => n.Resource).ToList();
        for (var i = 0; i < _base.Resources.Count; i++)
        {
            if (!_removeOld.Contains(i))
            {
                resources.Add(_replaceOld.TryGetValue(i, out var replaced) ? replaced : Marked(i));
            }
        }

        var operations = _open.Values.Where(o => o.Begins is not null).Select(o => (o.State!, o.Begins!)).ToList();
        operations.AddRange(_base.Operations.Where(o => o.Type == "creating"));
        var features = resources.Concat(operations.Select(o => o.Item1)).SelectMany(r => r.Features()).ToHashSet();
        if (_base.Snippets?.Contains("uuid", StringComparison.Ordinal) == true)
        {
            features.Add("snippets-prototype");
        }

        if ((_bytes || _base.Features.Contains("byteString")) && resources.Count + operations.Count > 0)
        {
            features.Add("byteString");
        }

        var clean = _refreshed ? Clean(resources) : resources;
        var aliases = Aliases(clean);
        var added = _extensions.Where(e => !_base.Extensions.Exists(b => b.Key == e.Key));
        return _base with
        {
            Resources = [.. clean.Select(r => Resolve(r, aliases).Settled())],
            Operations = operations,
            Snippets = aliases.Aggregate(_base.Snippets, (text, alias) => text?.Replace($"\"ref\":\"{alias.Key}\"", $"\"REF\":\"{alias.Value}\"", StringComparison.Ordinal))
                ?.Replace("\"REF\"", "\"ref\"", StringComparison.Ordinal),
            Extensions = [.. _base.Extensions, .. added],
            Features = [.. features.Order(StringComparer.Ordinal)],
        };
    }

    private ModelResource Marked(int position)
    {
        var resource = _base.Resources[position];
        resource = _deleteOld.Contains(position) ? resource.With("delete") : resource;
        return _pendingOld.Contains(position) ? resource.With("pendingReplacement") : resource;
    }

    private static List<ModelResource> Clean(List<ModelResource> resources)
    {
        var all = resources.Select(r => r.Urn).ToHashSet();
        return [.. resources.Select((r, i) =>
        {
            var before = resources.Take(i).Select(o => o.Urn).ToHashSet();
            string[]? Kept(string[]? urns) => urns is { Length: > 0 } && urns.Where(before.Contains).ToArray() is var kept ? (kept.Length == 0 ? null : kept) : urns;
            var properties = r.PropertyDependencies?.Select(p => (p.Key, Urns: Kept(p.Urns) ?? [])).Where(p => p.Urns.Length > 0).ToArray();
            return r with
            {
                Parent = r.Parent is not null && all.Contains(r.Parent) ? r.Parent : null,
                Dependencies = Kept(r.Dependencies),
                ReplaceWith = Kept(r.ReplaceWith),
                DeletedWith = r.DeletedWith is not null && before.Contains(r.DeletedWith) ? r.DeletedWith : null,
                PropertyDependencies = properties is { Length: 0 } && r.PropertyDependencies!.Length > 0 ? null : properties,
            };
        })];
    }

    private static Dictionary<string, string> Aliases(List<ModelResource> resources)
    {
        var map = new Dictionary<string, string>();
        foreach (var resource in resources)
        {
            foreach (var alias in resource.Aliases ?? [])
            {
                map[alias] = !map.TryGetValue(alias, out var claimed) || claimed == resource.Urn ? resource.Urn : throw new Refused();
            }

            if (resource.Parent is not null && map.TryGetValue(resource.Parent, out var parent) && parent.Split("::")[2] is var above && above != "pulumi:pulumi:Stack")
            {
                var parts = resource.Urn.Split("::");
                map[resource.Urn] = $"{parts[0]}::{parts[1]}::{above}${parts[2].Split('$')[^1]}::{parts[3]}";
            }
        }

        return map;
    }

    private static ModelResource Resolve(ModelResource resource, Dictionary<string, string> aliases)
    {
        string Now(string urn) => aliases.GetValueOrDefault(urn, urn);
        string? provider = null;
        if (resource.Provider is not null)
        {
            var urn = Now(resource.Provider[..^4]);
            provider = urn.Contains("pulumi:providers:", StringComparison.Ordinal) ? urn + resource.Provider[^4..] : throw new Refused();
        }

        return resource with
        {
            Urn = Now(resource.Urn),
            Parent = resource.Parent is null ? null : Now(resource.Parent),
            Provider = provider,
            Dependencies = resource.Dependencies?.Select(Now).ToArray(),
            PropertyDependencies = resource.PropertyDependencies?.Select(p => (p.Key, p.Urns.Select(Now).ToArray())).ToArray(),
            DeletedWith = resource.DeletedWith is null ? null : Now(resource.DeletedWith),
            ViewOf = resource.ViewOf is null ? null : Now(resource.ViewOf),
            Aliases = resource.Aliases is { Length: > 0 } ? null : resource.Aliases,
        };
    }

    private sealed class Refused : Exception;
}
