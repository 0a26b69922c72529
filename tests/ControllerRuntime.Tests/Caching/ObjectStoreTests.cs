using CsCheck;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Caching;

namespace StackOperator.ControllerRuntime.Tests.Caching;

public sealed class ObjectStoreTests
{
    private enum Verb
    {
        Upsert,
        Delete,
        Replace,
    }

    // 47
    [Fact]
    public void Indexes_equal_a_search_through_all_objects_under_random_churn() =>
        Gen.Select(Gen.Frequency((6, Gen.Const(Verb.Upsert)), (3, Gen.Const(Verb.Delete)), (1, Gen.Const(Verb.Replace))), Gen.Int[0, 7], Gen.Int[0, 3].Array[0, 3]).Array[1, 60].Sample(
            steps =>
            {
                var store = new ObjectStore();
                store.AddIndex();
                var version = 0;
                foreach (var (verb, number, colors) in steps)
                {
                    var incoming = Object($"o{number}", ++version, colors);
                    if (verb == Verb.Upsert)
                        store.Upsert(incoming);
                    else if (verb == Verb.Delete)
                        store.Delete(incoming.Header, incoming);
                    else
                        store.Replace(null, new() { Objects = { [incoming.Header.Key] = incoming } }, initial: false);
                }

                return Enumerable.Range(0, 4).All(color => Keys(store.ByIndex(0, $"{color}")).SetEquals(Keys(store.All(null).Where(o => o.IndexValues![0].Contains($"{color}")))));
            },
            iter: 2000);

    // 37
    [Fact]
    public void Any_order_and_repetition_of_changes_ends_in_the_newest_state() =>
        Gen.Int[1, 12].Array[1, 40].Sample(
            versions =>
            {
                var store = new ObjectStore();
                foreach (var version in versions)
                {
                    // Every third version of the object is its deletion; the others are states of one life or the next.
                    var uid = version / 3;
                    var change = Object("o", version, [], $"{uid}");
                    if (version % 3 == 2)
                        store.Delete(change.Header, change);
                    else
                        store.Upsert(change);
                }

                var newest = versions.Max();
                var found = store.Find(new("n", "o"));
                return newest % 3 == 2 ? found is null : found?.Header.ResourceVersion == $"{newest}";
            },
            iter: 5000);

    [Fact]
    public void A_replacement_of_one_namespace_leaves_the_others_alone()
    {
        var store = new ObjectStore();
        store.Upsert(Object("a", 1, [], ns: "one"));
        store.Upsert(Object("b", 2, [], ns: "two"));
        store.Replace("one", new(), initial: false);
        store.All(null).Select(o => o.Header.Key.Name).ShouldBe(["b"]);
    }

    [Fact]
    public void An_object_that_cannot_be_read_keeps_its_last_state_through_a_replacement()
    {
        var store = new ObjectStore();
        store.Upsert(Object("a", 1, []));
        store.Replace(null, new() { Unreadable = { new("n", "a") } }, initial: false);
        store.Count.ShouldBe(1);
    }

    [Fact]
    public void Versions_start_lower_after_a_restore_and_are_followed_all_the_same()
    {
        var store = new ObjectStore();
        store.Upsert(Object("a", 900, []));
        store.Delete(Object("b", 901, []).Header, null);
        store.Replace(null, new() { Objects = { [new("n", "a")] = Object("a", 50, []) } }, initial: false);
        store.Upsert(Object("a", 51, []));
        store.Upsert(Object("b", 52, []));
        store.All(null).Select(o => o.Header.ResourceVersion).ShouldBe(["51", "52"], ignoreOrder: true);
    }

    // 35
    [Fact]
    public void A_late_listener_first_hears_what_is_there()
    {
        var store = new ObjectStore();
        store.Upsert(Object("a", 1, []));
        var heard = new List<Change>();
        store.Listen(heard.Add, joined: () => { });
        store.Replace(null, new(), initial: false);
        heard.Select(c => (c.Kind, c.Flag)).ShouldBe([(ChangeKind.Added, true), (ChangeKind.Deleted, true)]);
    }

    private static HashSet<NamespacedName> Keys(IEnumerable<CachedObject> objects) => [.. objects.Select(o => o.Header.Key)];

    private static CachedObject Object(string name, int version, int[] colors, string? uid = null, string ns = "n") =>
        new(new(new(ns, name), uid ?? name, $"{version}", 1, DeletionRequested: false), [], [[.. colors.Distinct().Select(c => $"{c}")]]);
}
