using System.Security.Cryptography;
using System.Text.Json.Nodes;
using StackOperator.Api.Tests.Updates;
using StackOperator.Core.Secrets;
using StackOperator.Store.Secrets;

namespace StackOperator.Api.Tests.Secrets;

public sealed class SecretTests(UpdateApi api) : IClassFixture<UpdateApi>
{
    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(1_000_000)]
    public async Task Checklist_47_48_bytes_come_back_and_equal_ones_differ_when_encrypted(int length)
    {
        var stack = await api.NewStackAsync();
        var plaintext = Convert.ToBase64String(RandomNumberGenerator.GetBytes(length));
        var first = await EncryptAsync(stack, plaintext);
        (await EncryptAsync(stack, plaintext)).ShouldNotBe(first);
        (await stack.Client.PostAsync($"{stack.Stack}/decrypt", $$"""{"ciphertext":"{{first}}"}""")).ShouldBe(200).Json["plaintext"]!.ToString().ShouldBe(plaintext);
    }

    [Fact]
    public async Task Checklist_49_50_a_thousand_items_keep_their_order_and_no_items_are_fine()
    {
        var stack = await api.NewStackAsync();
        var plaintexts = Enumerable.Range(0, 1000).Select(i => Convert.ToBase64String(BitConverter.GetBytes(i))).ToArray();
        var body = new JsonObject { ["plaintexts"] = new JsonArray([.. plaintexts.Select(p => (JsonNode)p)]) }.ToJsonString();
        var ciphertexts = (await stack.Client.PostAsync($"{stack.Stack}/batch-encrypt", body)).ShouldBe(200).Json["ciphertexts"]!.AsArray().Select(c => c!.ToString()).ToArray();
        body = new JsonObject { ["ciphertexts"] = new JsonArray([.. ciphertexts.Select(c => (JsonNode)c)]) }.ToJsonString();
        var decrypted = (await stack.Client.PostAsync($"{stack.Stack}/batch-decrypt", body)).ShouldBe(200).Json["plaintexts"]!;
        ciphertexts.Select(c => decrypted[c]!.ToString()).ShouldBe(plaintexts);

        foreach (var empty in (string[])["{}", """{"ciphertexts":null}""", """{"ciphertexts":[]}"""])
        {
            (await stack.Client.PostAsync($"{stack.Stack}/batch-decrypt", empty)).ShouldBe(200).Text.ShouldBe("""{"plaintexts":{}}""");
        }
    }

    [Fact]
    public async Task Checklist_51_a_changed_ciphertext_or_another_stacks_is_400()
    {
        var (stack, other) = (await api.NewStackAsync(), await api.NewStackAsync());
        var ciphertext = await EncryptAsync(stack, "c2VjcmV0");
        await EncryptAsync(other, "c2VjcmV0");
        (await other.Client.PostAsync($"{other.Stack}/decrypt", $$"""{"ciphertext":"{{ciphertext}}"}""")).ShouldFail(400);
        var bytes = Convert.FromBase64String(ciphertext);
        bytes[^1] ^= 1;
        (await stack.Client.PostAsync($"{stack.Stack}/decrypt", $$"""{"ciphertext":"{{Convert.ToBase64String(bytes)}}"}""")).ShouldFail(400);
        (await stack.Client.PostAsync($"{stack.Stack}/batch-decrypt", $$"""{"ciphertexts":["{{ciphertext}}","AAAA"]}""")).ShouldFail(400, "ciphertexts[1]");
        (await stack.Client.PostAsync($"{stack.Stack}/decrypt", """{"ciphertext":"***"}""")).ShouldFail(400);
    }

    [Fact]
    public async Task Checklist_52_decryptions_may_be_reported()
    {
        var stack = await api.NewStackAsync();
        (await stack.Client.PostAsync($"{stack.Stack}/decrypt/log-decryption", """{"secretName":"x"}""")).ShouldBe(204);
        (await stack.Client.PostAsync($"{stack.Stack}/decrypt/log-batch-decryption", """{"commandName":"x"}""")).ShouldBe(204);
    }

    [Fact]
    public async Task First_encryptions_at_once_share_one_key_and_it_survives_a_rotation_of_the_ring()
    {
        var stack = await api.NewStackAsync();
        var ciphertexts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => EncryptAsync(stack, "eA==")));
        (await api.Installation.CountAsync("select count(*) from stack_keys where stack_id = $1", stack.StackId)).ShouldBe(1);

        var oldLine = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(api.KeyRingFile))!["keys"]![0]!;
        var rotated = KeyRing.Parse($"k2:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\nk1:{oldLine["key"]}");
        var keys = new StackKeyStore(api.Installation.Database.DataSource);
        foreach (var ciphertext in ciphertexts)
        {
            var key = (await keys.ReadAsync(stack.Identity, rotated, default)).ShouldNotBeNull().ShouldHaveSingleItem();
            SecretCipher.TryDecrypt(key, Convert.FromBase64String(ciphertext), out var plaintext).ShouldBeTrue();
            plaintext.ShouldBe("x"u8.ToArray());
        }
    }

    private static async Task<string> EncryptAsync(UpdateClient stack, string plaintext) =>
        (await stack.Client.PostAsync($"{stack.Stack}/encrypt", $$"""{"plaintext":"{{plaintext}}"}""")).ShouldBe(200).Json["ciphertext"]!.ToString();
}
