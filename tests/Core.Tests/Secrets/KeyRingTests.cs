using System.Security.Cryptography;
using StackOperator.Core.Secrets;

namespace StackOperator.Core.Tests.Secrets;

public sealed class KeyRingTests
{
    [Fact]
    public void Both_forms_of_a_ring_are_read_and_the_first_key_writes()
    {
        var (a, b) = (Key(), Key());
        foreach (var text in (string[])[$$"""{"keys":[{"id":"a","key":"{{a}}"},{"id":"b","key":"{{b}}"}]}""", $"# rotated\na:{a}\n\n b : {b}\n"])
        {
            var ring = KeyRing.Parse(text);
            ring.FirstId.ShouldBe("a");
            ring.Ids.ShouldBe(["a", "b"], ignoreOrder: true);
        }
    }

    [Fact]
    public void A_generated_ring_can_be_read()
    {
        KeyRing.Parse(KeyRing.Generate("k1")).FirstId.ShouldBe("k1");
        KeyRing.Generate("k1").ShouldNotBe(KeyRing.Generate("k1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"id":"a","key":"c2hvcnQ="}]}""")]
    [InlineData("""{"keys":[{"id":"a b","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]}""")]
    [InlineData("a:not base64 at all")]
    [InlineData("no colon")]
    public void An_unfit_ring_is_refused_without_showing_keys(string text)
    {
        var fault = Should.Throw<KeyRingException>(() => KeyRing.Parse(text));
        fault.Message.ShouldNotContain("c2hvcnQ=");
        fault.Message.ShouldNotContain("not base64 at all");
    }

    [Fact]
    public void Two_keys_with_one_name_are_refused() =>
        Should.Throw<KeyRingException>(() => KeyRing.Parse($"a:{Key()}\na:{Key()}")).Message.ShouldContain("two keys");

    [Fact]
    public void A_data_key_opens_only_for_its_stack_and_with_the_key_that_wrapped_it()
    {
        var stack = Guid.NewGuid();
        var (oldKey, newKey) = (Key(), Key());
        var key = DataKey.Create(stack);
        var wrapped = key.Wrap(KeyRing.Parse($"old:{oldKey}"));

        var rotated = KeyRing.Parse($"new:{newKey}\nold:{oldKey}");
        var opened = DataKey.Unwrap(rotated, stack, key.Id, "old", wrapped);
        SecretCipher.TryDecrypt(opened, SecretCipher.Encrypt(key, "x"u8), out var plaintext).ShouldBeTrue();
        plaintext.ShouldBe("x"u8.ToArray());

        Should.Throw<KeyRingException>(() => DataKey.Unwrap(rotated, Guid.NewGuid(), key.Id, "old", wrapped));
        Should.Throw<KeyRingException>(() => DataKey.Unwrap(KeyRing.Parse($"old:{newKey}"), stack, key.Id, "old", wrapped)).Message.ShouldContain("another key");
        Should.Throw<KeyRingException>(() => DataKey.Unwrap(KeyRing.Parse($"new:{newKey}"), stack, key.Id, "old", wrapped)).Message.ShouldContain("'old'");
    }

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyRing.KeyBytes));
}
