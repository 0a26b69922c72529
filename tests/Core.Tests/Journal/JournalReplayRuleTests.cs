using System.Security.Cryptography;
using System.Text;
using StackOperator.Core.Deployments;
using StackOperator.Core.Journal;

namespace StackOperator.Core.Tests.Journal;

public sealed class JournalReplayRuleTests
{
    private const string NewX = """{"kind":1,"operationID":1,"state":{"urn":"x"}}""";
    private const string NewY = """{"kind":1,"operationID":2,"state":{"urn":"y"}}""";

    [Fact]
    public void No_entries_keep_the_resources_and_renew_the_manifest() => Replayed.Text(Replayed.Abc).ShouldBe(
        Replayed.Abc.Replace(
            "\"deployment\":{",
            "\"deployment\":{\"manifest\":{\"time\":\"2026-01-02T01:04:05.678Z\",\"magic\":\"" + Magic("v3.260.0") + "\",\"version\":\"v3.260.0\"},",
            StringComparison.Ordinal)
        .Replace("\"version\":3", "\"version\":4,\"features\":[\"replaceWith\"]", StringComparison.Ordinal));

    [Fact]
    public void A_stack_without_a_state_starts_empty() => Replayed.Urns(string.Empty, NewX).ShouldBe("x");

    [Fact]
    public void An_unknown_client_version_leaves_version_and_magic_empty()
    {
        JournalReplay.TryBuild(default, [], new JournalReplayContext(DateTimeOffset.UnixEpoch, string.Empty), out var built, out _).ShouldBeTrue();
        Encoding.UTF8.GetString(built.UntypedDeployment).ShouldBe("""{"version":3,"deployment":{"manifest":{"time":"1970-01-01T00:00:00Z","magic":"","version":""},"metadata":{}}}""");
    }

    [Fact]
    public void Members_numbers_and_escapes_survive_as_they_were_written()
    {
        const string Text = """{"urn":"\u0061", "n" :1.0,"n":1E400,"big":12345678901234567890123,"s":"\u003c\/","s":null,"future":{"b":1,"a":[ ]}}""";
        Replayed.Text("{\"version\":3,\"deployment\":{\"resources\":[" + Text + "],\"later\": {\"k\":1.00}},\"outer\":[1.0]}", "{\"kind\":1,\"operationID\":1,\"state\":" + Text + "}")
            .ShouldSatisfyAllConditions(
                t => t.ShouldContain("\"resources\":[" + Text + "," + Text + "]"),
                t => t.ShouldEndWith(",\"later\": {\"k\":1.00}},\"outer\":[1.0]}"));
    }

    [Theory]
    [InlineData("""{"kind":1,"operationID":3}""", "x y a b c")]
    [InlineData("""{"kind":1,"operationID":3,"state":{"urn":"z"}}""", "x y z a b c")]
    [InlineData("""{"kind":1,"operationID":3,"removeOld":1,"removeNew":null}""", "x y a c")]
    [InlineData("""{"kind":1,"operationID":3,"removeOld":null,"removeNew":1}""", "y a b c")]
    [InlineData("""{"kind":1,"operationID":3,"removeOld":0,"state":{"urn":"a"}}""", "x y a b c")]
    [InlineData("""{"kind":1,"operationID":3,"deleteOld":1}""", "x y a b- c")]
    [InlineData("""{"kind":1,"operationID":3,"deleteNew":2}""", "x y- a b c")]
    [InlineData("""{"kind":1,"operationID":3,"deleteOld":1,"state":{"urn":"b"}}""", "x y b a b- c")]
    [InlineData("""{"kind":1,"operationID":3,"pendingReplacementOld":2}""", "x y a b c~")]
    [InlineData("""{"kind":1,"operationID":3,"pendingReplacementNew":1}""", "x~ y a b c")]
    [InlineData("""{"kind":2,"operationID":3,"state":{"urn":"z"},"removeOld":0,"removeNew":1,"deleteOld":99}""", "x y a b c")]
    [InlineData("""{"kind":3,"operationID":3,"removeOld":0,"state":{"urn":"A"}}""", "x y A b c")]
    [InlineData("""{"kind":3,"operationID":3,"removeOld":0}""", "x y b c")]
    [InlineData("""{"kind":3,"operationID":3,"removeNew":1,"state":{"urn":"X"}}""", "X y a b c")]
    [InlineData("""{"kind":3,"operationID":3,"removeNew":2}""", "x a b c")]
    [InlineData("""{"kind":4,"operationID":3,"removeOld":2,"state":{"urn":"C"}}""", "x y a b C")]
    [InlineData("""{"kind":4,"operationID":3,"removeNew":2,"state":{"urn":"Y"}}""", "x Y a b c")]
    [InlineData("""{"kind":4,"operationID":3,"removeOld":2}""", "x y a b c")]
    public void Checklist_87_88_89_91_an_end_entry_changes_what_it_points_at(string entry, string urns) => Replayed.Urns(Replayed.Abc, NewX, NewY, entry).ShouldBe(urns);

    [Theory]
    [InlineData("""{"kind":1,"operationID":9,"removeNew":7}""")]
    [InlineData("""{"kind":1,"operationID":9,"deleteNew":7}""")]
    [InlineData("""{"kind":1,"operationID":9,"pendingReplacementNew":7}""")]
    [InlineData("""{"kind":3,"operationID":9,"removeNew":7}""")]
    [InlineData("""{"kind":3,"operationID":9,"removeNew":7,"state":{"urn":"Z"}}""")]
    [InlineData("""{"kind":4,"operationID":9,"removeNew":7,"state":{"urn":"Z"}}""")]
    public void An_operation_that_produced_nothing_is_not_the_first_resource(string entry)
    {
        var entries = new[] { NewX, """{"kind":2,"operationID":7}""", entry };
        Replayed.Urns(Replayed.Abc, entries).ShouldBe("x a b c");
        Replayed.Build(Replayed.Abc, entries).IgnoredReferences.ShouldBe([7L]);
    }

    [Fact]
    public void One_urn_may_stand_twice_and_positions_tell_them_apart() => Replayed.Urns(
        """{"version":3,"deployment":{"resources":[{"urn":"a"},{"urn":"a","delete":true}]}}""",
        """{"kind":1,"operationID":1,"removeOld":1}""").ShouldBe("a");

    [Fact]
    public void A_replaced_text_is_taken_as_it_is_marks_on_the_former_one_are_gone() => Replayed.Urns(
        Replayed.Abc,
        NewX,
        """{"kind":1,"operationID":2,"deleteOld":0,"pendingReplacementOld":0,"deleteNew":1}""",
        """{"kind":4,"operationID":3,"removeOld":0,"removeNew":null,"state":{"urn":"a"}}""",
        """{"kind":4,"operationID":4,"removeNew":1,"state":{"urn":"x"}}""").ShouldBe("x a b c");

    [Fact]
    public void A_drop_wins_over_a_replacement() => Replayed.Urns(
        Replayed.Abc,
        """{"kind":3,"operationID":1,"removeOld":1,"state":{"urn":"b"}}""",
        """{"kind":1,"operationID":2,"removeOld":1}""").ShouldBe("a c");

    [Theory]
    [InlineData("""{"urn":"a","delete":false,"x":1}""", """{"urn":"a","delete":true,"x":1}""")]
    [InlineData("""{"urn":"a","delete":null,"delete":false}""", """{"urn":"a","delete":true,"delete":true}""")]
    [InlineData("""{"urn":"a","delete":true}""", """{"urn":"a","delete":true}""")]
    [InlineData("""{"urn":"a"}""", """{"urn":"a","delete":true}""")]
    [InlineData("""{}""", """{"delete":true}""")]
    public void Checklist_89_a_mark_overrides_what_the_text_says(string before, string after) => Replayed.Text(
        "{\"version\":3,\"deployment\":{\"resources\":[" + before + "]}}",
        """{"kind":1,"operationID":1,"deleteOld":0}""").ShouldContain("\"resources\":[" + after + "]");

    [Fact]
    public void Checklist_90_a_refresh_that_loses_a_resource_cleans_every_reference_to_it() => Replayed.Resources(
        Replayed.Abc,
        """{"kind":3,"operationID":1,"isRefresh":true,"removeOld":1}""").ShouldBe(
        """[{"urn":"a"},{"urn":"c","dependencies":["a"],"propertyDependencies":{"y":["a"]}}]""");

    [Fact]
    public void References_to_what_stands_later_are_cleaned_too_but_not_a_later_parent() => Replayed.Resources(
        """{"version":3,"deployment":{"resources":[{"urn":"b","parent":"a","dependencies":["a"]},{"urn":"a"}]}}""",
        """{"kind":1,"operationID":1,"isRefresh":true}""").ShouldBe("""[{"urn":"b","parent":"a"},{"urn":"a"}]""");

    [Fact]
    public void Without_a_refresh_dangling_references_stay() => Replayed.Resources(
        """{"version":3,"deployment":{"resources":[{"urn":"b","dependencies":["gone"]}]}}""",
        """{"kind":1,"operationID":1}""").ShouldBe("""[{"urn":"b","dependencies":["gone"]}]""");

    [Fact]
    public void Checklist_94_open_operations_become_pending_and_old_ones_stay_only_when_creating() => Replayed.Deployment(
        """{"version":3,"deployment":{"pending_operations":[{"resource":{"urn":"p"},"type":"creating"},{"resource":{"urn":"q"},"type":"updating"}]}}""",
        """{"kind":0,"operationID":9,"operation":{"resource":{"urn":"i"},"type":"deleting"}}""",
        """{"kind":0,"operationID":3,"operation":{"resource":{"urn":"h"},"type":"creating"}}""",
        """{"kind":0,"operationID":4,"operation":{"resource":{"urn":"ended"},"type":"creating"}}""",
        """{"kind":0,"operationID":5}""",
        """{"kind":2,"operationID":4}""")["pending_operations"]!.ToJsonString().ShouldBe(
        """[{"resource":{"urn":"h"},"type":"creating"},{"resource":{"urn":"i"},"type":"deleting"},{"resource":{"urn":"p"},"type":"creating"}]""");

    [Fact]
    public void Checklist_93_a_whole_snapshot_becomes_the_base()
    {
        var deployment = Replayed.Deployment(
            Replayed.Abc,
            """{"kind":5,"operationID":0,"newSnapshot":{"secrets_providers":{"type":"t"},"metadata":{"m":1},"resources":[{"urn":"n"},{"urn":"o"}]}}""",
            NewX,
            """{"kind":1,"operationID":2,"removeOld":0}""");
        string.Join(' ', deployment["resources"]!.AsArray().Select(r => (string?)r!["urn"])).ShouldBe("x o");
        deployment["secrets_providers"]!.ToJsonString().ShouldBe("""{"type":"t"}""");
        deployment["metadata"]!.ToJsonString().ShouldBe("""{"m":1}""");
    }

    [Theory]
    [InlineData("""{"type":"service","state":{"n":1}}""", """{"type": "service","state":{"n":1}}""")]
    [InlineData("""{"type":"service","state":{"n": 1}}""", """{"type":"service","state":{"n": 1}}""")]
    [InlineData("""{"type":"passphrase","state":{"n":1}}""", """{"type":"passphrase","state":{"n":1}}""")]
    public void Checklist_93_the_secrets_provider_changes_only_with_its_type_or_the_bytes_of_its_state(string provider, string kept) => Replayed.Text(
        """{"version":3,"deployment":{"secrets_providers":{"type": "service","state":{"n":1}}}}""",
        "{\"kind\":6,\"operationID\":0,\"secretsProvider\":" + provider + "}").ShouldContain("\"secrets_providers\":" + kept + ",");

    [Fact]
    public void Checklist_92_a_rebuilt_base_counts_positions_anew_and_forgets_operations()
    {
        var entries = new[]
        {
            """{"kind":3,"operationID":1,"removeOld":0}""",
            """{"kind":0,"operationID":2,"operation":{"resource":{"urn":"u"},"type":"updating"}}""",
            """{"kind":0,"operationID":3,"operation":{"resource":{"urn":"v"},"type":"creating"}}""",
            """{"kind":7,"operationID":0}""",
            """{"kind":1,"operationID":4,"removeOld":0,"state":{"urn":"b2"}}""",
            """{"kind":1,"operationID":5,"deleteNew":4}""",
        };
        Replayed.Urns(Replayed.Abc, entries).ShouldBe("b2- c");
        Replayed.Deployment(Replayed.Abc, entries)["pending_operations"]!.ToJsonString().ShouldBe("""[{"resource":{"urn":"v"},"type":"creating"}]""");
    }

    [Fact]
    public void That_something_was_refreshed_outlives_a_rebuilt_base() => Replayed.Resources(
        Replayed.Abc,
        """{"kind":1,"operationID":1,"isRefresh":true}""",
        """{"kind":7,"operationID":0}""",
        """{"kind":1,"operationID":2,"removeOld":1}""").ShouldBe("""[{"urn":"a"},{"urn":"c","dependencies":["a"],"propertyDependencies":{"y":["a"]}}]""");

    [Fact]
    public void Checklist_93_extensions_of_the_base_win_over_those_of_the_journal() => Replayed.Text(
        """{"version":3,"deployment":{"extensions":{"e":{"v":1.0} }}}""",
        """{"kind":8,"operationID":1,"extensionRef":"e","extension":{"v":2}}""",
        """{"kind":8,"operationID":2,"extensionRef":"f","extension":{"v":3}}""").ShouldContain("""extensions":{"e":{"v":1.0} ,"f":{"v":3}}""");

    [Theory]
    [InlineData(",\"snippets\":[{\"uuid\":\"n\"}]", "\"snippets\":[{\"uuid\":\"n\"}]")]
    [InlineData("", null)]
    public void Checklist_93_snippets_are_the_complete_list(string member, string? kept)
    {
        var text = Replayed.Text("""{"version":4,"features":["snippets-prototype"],"deployment":{"snippets":[{"uuid":"o"}]}}""", "{\"kind\":9,\"operationID\":0" + member + "}");
        if (kept is null)
        {
            text.ShouldNotContain("snippets");
        }
        else
        {
            text.ShouldContain(kept);
        }
    }

    [Fact]
    public void A_repeated_entry_counts_once_and_one_out_of_order_is_a_fault_of_the_caller()
    {
        JournalReplay.TryStart(default, Replayed.Context, out var replay, out _).ShouldBeTrue();
        var entries = Replayed.Parse(NewX, NewY);
        replay.TryAdd(entries[1], out _).ShouldBeTrue();
        replay.TryAdd(entries[1], out _).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => replay.TryAdd(entries[0], out _));
        replay.TryBuild(out var built, out _).ShouldBeTrue();
        built.ResourceCount.ShouldBe(1);
    }

    [Fact]
    public void Building_in_between_changes_nothing()
    {
        JournalReplay.TryStart(Encoding.UTF8.GetBytes(Replayed.Abc), Replayed.Context, out var replay, out _).ShouldBeTrue();
        string[] texts = [NewX, """{"kind":3,"operationID":2,"removeOld":1}""", """{"kind":7,"operationID":0}""", """{"kind":1,"operationID":3,"deleteOld":0}"""];
        foreach (var entry in Replayed.Parse(texts))
        {
            replay.TryAdd(entry, out _).ShouldBeTrue();
            replay.TryBuild(out _, out _).ShouldBeTrue();
        }

        replay.TryBuild(out var built, out _).ShouldBeTrue();
        Encoding.UTF8.GetString(built.UntypedDeployment).ShouldBe(Replayed.Text(Replayed.Abc, texts));
    }

    [Theory]
    [InlineData("""{"kind":1,"operationID":1,"removeOld":3}""", "entry 1.removeOld")]
    [InlineData("""{"kind":1,"operationID":1,"deleteOld":-1}""", "entry 1.deleteOld")]
    [InlineData("""{"kind":3,"operationID":1,"removeOld":9223372036854775807,"state":{}}""", "entry 1.removeOld")]
    public void A_position_outside_the_base_is_refused(string entry, string where)
    {
        var refusal = Replayed.Refusal(Replayed.Abc, entry);
        (refusal.Kind, refusal.Where).ShouldBe((StateRefusalKind.UnknownPosition, where));
    }

    [Fact]
    public void Rebuilding_a_large_base_without_end_is_refused()
    {
        var state = "{\"version\":3,\"deployment\":{\"resources\":[" + string.Join(',', Enumerable.Repeat("{}", 100_000)) + "]}}";
        var entries = Enumerable.Repeat("""{"kind":7,"operationID":0}""", 60).ToArray();
        Replayed.Refusal(state, entries).Kind.ShouldBe(StateRefusalKind.TooLarge);
        Replayed.Build(state, entries[..5]).ResourceCount.ShouldBe(100_000);
    }

    private static string Magic(string version) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)));
}
