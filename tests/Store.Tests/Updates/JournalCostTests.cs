using System.Globalization;
using StackOperator.Store.Updates;

namespace StackOperator.Store.Tests.Updates;

/// <summary>What appending costs the database, counted in pages it touches and rows it writes, not in time.</summary>
public sealed class JournalCostTests
{
    private const string Touched =
        """
        select (select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0) + coalesce(toast_blks_read + toast_blks_hit, 0))::bigint from pg_statio_user_tables)
        """;

    private const string Written = "select sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint from pg_stat_user_tables";

    [Fact]
    public async Task A_batch_touches_as_little_at_the_hundred_thousandth_entry_as_at_the_tenth()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync(journal: 1);
        await AppendAsync(stores, update, token, 1);
        var early = await CostAsync(stores, () => AppendAsync(stores, update, token, 101));
        await stores.ExecuteAsync(
            "insert into journal_entries (update_id, sequence_id, body) select $1, n, $2 from generate_series(201, 100000) n", update.UpdateId, new byte[200]);
        await AppendAsync(stores, update, token, 100_001);
        var late = await CostAsync(stores, () => AppendAsync(stores, update, token, 100_101));

        late.Rows.ShouldBe(early.Rows);
        // Another level of the index is a page more for each entry, in the check for duplicates and in the insert.
        late.Pages.ShouldBeLessThan(early.Pages + 400);
    }

    private static async Task AppendAsync(UpdateStores stores, UpdateAddress update, string token, int from)
    {
        var entries = string.Join(',', Enumerable.Range(from, 100).Select(n => string.Create(
            CultureInfo.InvariantCulture, $$"""{"version":1,"kind":1,"sequenceID":{{n}},"operationID":{{n}},"removeOld":null,"removeNew":null}""")));
        (await stores.Journal.AppendAsync(update, token, Texts.Batch(entries), default)).Stored.ShouldBeTrue();
    }

    private static async Task<(long Pages, long Rows)> CostAsync(UpdateStores stores, Func<Task> append)
    {
        var before = await SettledAsync(stores);
        await append();
        await Testing.Eventually.UntilAsync(_ => stores.ReadAsync<long>(Written), rows => rows >= before.Rows + 100, because: "sessions report their statistics after a moment");
        var after = await SettledAsync(stores);
        return (after.Pages - before.Pages, after.Rows - before.Rows);
    }

    // Until two looks in a row agree: the sessions have reported.
    private static async Task<(long Pages, long Rows)> SettledAsync(UpdateStores stores)
    {
        var last = (Pages: -1L, Rows: -1L);
        return await Testing.Eventually.UntilAsync(
            async _ =>
            {
                await stores.ExecuteAsync("select pg_stat_force_next_flush()");
                var now = (Pages: await stores.ReadAsync<long>(Touched), Rows: await stores.ReadAsync<long>(Written));
                var isSettled = now == last;
                last = now;
                return (now, isSettled);
            },
            seen => seen.isSettled) is var (settled, _) ? settled : default;
    }
}
