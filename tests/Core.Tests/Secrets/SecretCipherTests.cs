using CsCheck;
using StackOperator.Core.Secrets;

namespace StackOperator.Core.Tests.Secrets;

public sealed class SecretCipherTests
{
    private static readonly DataKey s_key = DataKey.Create(Guid.NewGuid());

    [Fact]
    public void Any_bytes_come_back_also_none() => Gen.Byte.Array[0, 300].Sample(plaintext =>
    {
        SecretCipher.TryDecrypt(s_key, SecretCipher.Encrypt(s_key, plaintext), out var back).ShouldBeTrue();
        back.ShouldBe(plaintext);
    }, iter: 200);

    [Fact]
    public void Checklist_48_equal_plaintexts_give_different_ciphertexts() =>
        SecretCipher.Encrypt(s_key, "same"u8).ShouldNotBe(SecretCipher.Encrypt(s_key, "same"u8));

    [Fact]
    public void A_ciphertext_with_any_bit_changed_is_refused() => Gen.Int[0, int.MaxValue].Sample(position =>
    {
        var ciphertext = SecretCipher.Encrypt(s_key, "attack at dawn"u8);
        ciphertext[position % ciphertext.Length] ^= (byte)(1 << (position % 8));
        SecretCipher.TryDecrypt(s_key, ciphertext, out _).ShouldBeFalse();
    }, iter: 500);

    [Fact]
    public void Truncated_and_empty_ciphertexts_are_refused()
    {
        var ciphertext = SecretCipher.Encrypt(s_key, "abc"u8);
        for (var length = 0; length < ciphertext.Length; length++)
        {
            SecretCipher.TryDecrypt(s_key, ciphertext.AsSpan(0, length), out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void Another_stacks_key_does_not_open_it() =>
        SecretCipher.TryDecrypt(DataKey.Create(Guid.NewGuid()), SecretCipher.Encrypt(s_key, "abc"u8), out _).ShouldBeFalse();
}
