using System.Security.Cryptography;
using StackOperator.Core.Secrets;
using StackOperator.Store.Secrets;
using StackOperator.Store.Tests.Updates;
using StackOperator.Testing.Stacks;

namespace StackOperator.Store.Tests.Secrets;

public sealed class StackKeyStoreTests
{
    [Fact]
    public async Task First_uses_at_once_make_one_key_and_another_stack_has_another()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var ring = KeyRing.Parse($"a:{NewKey()}");
        var keys = new StackKeyStore(stores.Database);
        (await keys.ReadAsync(stores.Stack, ring, default)).ShouldNotBeNull().ShouldBeEmpty();
        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => keys.GetOrCreateAsync(stores.Stack, ring, default))));
        made.Select(static k => Convert.ToHexString(k.ShouldNotBeNull().Id)).Distinct().Count().ShouldBe(1);

        var (_, other) = await StackRows.InsertAsync(stores.Database);
        var foreign = (await keys.GetOrCreateAsync(other, ring, default)).ShouldNotBeNull();
        SecretCipher.TryDecrypt(foreign, SecretCipher.Encrypt(made[0]!, "x"u8), out _).ShouldBeFalse();
        (await keys.GetOrCreateAsync(other with { Name = "missing" }, ring, default)).ShouldBeNull();
        (await keys.ReadAsync(other with { Name = "missing" }, ring, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Wrapping_anew_lets_the_old_key_of_the_ring_go()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (oldKey, newKey) = (NewKey(), NewKey());
        var keys = new StackKeyStore(stores.Database);
        var before = (await keys.GetOrCreateAsync(stores.Stack, KeyRing.Parse($"old:{oldKey}"), default)).ShouldNotBeNull();
        var ciphertext = SecretCipher.Encrypt(before, "kept"u8);

        await Should.ThrowAsync<KeyRingException>(() => keys.RewrapAsync(KeyRing.Parse($"new:{newKey}"), default));
        (await keys.RewrapAsync(KeyRing.Parse($"new:{newKey}\nold:{oldKey}"), default)).ShouldBe(1);
        (await keys.RewrapAsync(KeyRing.Parse($"new:{newKey}\nold:{oldKey}"), default)).ShouldBe(0);

        var after = (await keys.ReadAsync(stores.Stack, KeyRing.Parse($"new:{newKey}"), default)).ShouldNotBeNull().ShouldHaveSingleItem();
        SecretCipher.TryDecrypt(after, ciphertext, out var plaintext).ShouldBeTrue();
        plaintext.ShouldBe("kept"u8.ToArray());
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyRing.KeyBytes));
}
