using System.Text;
using StackOperator.Core.Secrets;
using StackOperator.Store.References;
using StackOperator.Store.Secrets;
using StackOperator.Testing.Databases;

namespace StackOperator.Store.Tests.Secrets;

public sealed class WrittenSecretsTests
{
    private const string Org = "acme";

    [Fact]
    public async Task Values_open_with_the_ring_that_wrapped_them_and_after_a_rewrap_with_the_new_key_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        var row = new CredentialConfigRow { Id = Guid.CreateVersion7(), Name = "aws", Type = "aws_static" };
        await new CredentialConfigTable(database.DataSource).InsertAsync(Org, row, "home", CancellationToken.None);
        var secrets = new WrittenSecrets(database.DataSource);
        var (first, second) = (Key("first"), Key("second"));

        (await secrets.ReplaceAsync(SecretOwnerKind.CredentialConfig, Org, row.Id, ["b", "a"], Encoding.UTF8.GetBytes("old"), KeyRing.Parse(first), CancellationToken.None)).ShouldBeTrue();
        (await secrets.ReplaceAsync(SecretOwnerKind.CredentialConfig, Org, row.Id, ["b", "a"], Encoding.UTF8.GetBytes("values"), KeyRing.Parse(first), CancellationToken.None)).ShouldBeTrue();
        (await secrets.ReplaceAsync(SecretOwnerKind.CredentialConfig, "other", row.Id, ["a"], Encoding.UTF8.GetBytes("theirs"), KeyRing.Parse(first), CancellationToken.None)).ShouldBeFalse();

        Text(await secrets.ReadAsync(SecretOwnerKind.CredentialConfig, row.Id, KeyRing.Parse(first), CancellationToken.None)).ShouldBe("values");
        await Should.ThrowAsync<KeyRingException>(() => secrets.ReadAsync(SecretOwnerKind.CredentialConfig, row.Id, KeyRing.Parse(second), CancellationToken.None));
        (await secrets.RewrapAsync(KeyRing.Parse($"{second}\n{first}"), CancellationToken.None)).ShouldBe(1);
        (await secrets.RewrapAsync(KeyRing.Parse($"{second}\n{first}"), CancellationToken.None)).ShouldBe(0);
        Text(await secrets.ReadAsync(SecretOwnerKind.CredentialConfig, row.Id, KeyRing.Parse(second), CancellationToken.None)).ShouldBe("values");
        (await new CredentialConfigTable(database.DataSource).FindAsync(Org, row.Id, CancellationToken.None))!.SecretNames.ShouldBe(["a", "b"]);
    }

    private static string Key(string id) => $"{id}:{Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(KeyRing.KeyBytes))}";

    private static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes!);
}
