using System.Text.Json;
using StackOperator.Api.Documents;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Api.Stacks;
using StackOperator.Api.Updates;
using StackOperator.Core.Secrets;
using StackOperator.Store.Access;
using StackOperator.Store.Secrets;

namespace StackOperator.Api.Secrets;

/// <summary>Encryption and decryption for the service secrets provider (pulumi-protocol 2.4).</summary>
internal static class SecretEndpoints
{
    private const string Tag = "Secrets";
    private const long MaxSingle = 64 * 1024 * 1024;

    public static void MapSecrets(this IEndpointRouteBuilder api)
    {
        api.MapPost($"{StackRoute.Stack}/encrypt", EncryptAsync)
            .RequireRole(Role.Member).WithBodyLimit(MaxSingle)
            .Describe("encryptValue", "Encrypt bytes with the key of a stack", Tag).Returns(200, "The ciphertext.").Fails(400, 404, 413);
        api.MapPost($"{StackRoute.Stack}/decrypt", DecryptAsync)
            .RequireRole(Role.Member).WithBodyLimit(MaxSingle)
            .Describe("decryptValue", "Decrypt a ciphertext of a stack", Tag).Returns(200, "The plaintext.").Fails(400, 404, 413);
        api.MapPost($"{StackRoute.Stack}/batch-encrypt", BatchEncryptAsync)
            .RequireRole(Role.Member).WithBodyLimit(UpdateLimits.State)
            .Describe("encryptValues", "Encrypt many, the order is kept", Tag).Returns(200, "The ciphertexts.").Fails(400, 404, 413);
        api.MapPost($"{StackRoute.Stack}/batch-decrypt", BatchDecryptAsync)
            .RequireRole(Role.Member).WithBodyLimit(UpdateLimits.State)
            .Describe("decryptValues", "Decrypt many", Tag).Returns(200, "Plaintexts by ciphertext, as sent.").Fails(400, 404, 413);

        // The CLI reports what its user decrypted; nothing is done with it, the calls to decrypt are what counts.
        api.MapPost($"{StackRoute.Stack}/decrypt/log-decryption", JsonAnswer.NoContentAsync)
            .RequireRole(Role.Member)
            .Describe("logDecryption", "Take note of a decryption", Tag).Returns(204, "Noted.");
        api.MapPost($"{StackRoute.Stack}/decrypt/log-batch-decryption", JsonAnswer.NoContentAsync)
            .RequireRole(Role.Member)
            .Describe("logBatchDecryption", "Take note of decryptions", Tag).Returns(204, "Noted.");
    }

    private static async Task EncryptAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, context.RequestAborted);
        var plaintext = SecretBody.ReadOne(body.Span, "plaintext");
        var key = await WriteKeyAsync(context);
        await WriteAsync(context, writer => writer.WriteBase64String("ciphertext"u8, SecretCipher.Encrypt(key, plaintext)));
    }

    private static async Task DecryptAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, context.RequestAborted);
        var ciphertext = SecretBody.ReadOne(body.Span, "ciphertext");
        var keys = await ReadKeysAsync(context);
        var plaintext = Decrypt(keys, ciphertext, "ciphertext");
        await WriteAsync(context, writer => writer.WriteBase64String("plaintext"u8, plaintext));
    }

    private static async Task BatchEncryptAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, context.RequestAborted);
        var plaintexts = SecretBody.ReadMany(body.Span, "plaintexts");
        var key = await WriteKeyAsync(context);
        await WriteAsync(context, writer =>
        {
            writer.WriteStartArray("ciphertexts"u8);
            foreach (var (_, plaintext) in plaintexts)
            {
                writer.WriteBase64StringValue(SecretCipher.Encrypt(key, plaintext));
            }

            writer.WriteEndArray();
        });
    }

    private static async Task BatchDecryptAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, context.RequestAborted);
        var ciphertexts = SecretBody.ReadMany(body.Span, "ciphertexts");
        var keys = await ReadKeysAsync(context);
        var plaintexts = new Dictionary<string, byte[]>(ciphertexts.Count, StringComparer.Ordinal);
        for (var i = 0; i < ciphertexts.Count; i++)
        {
            plaintexts[ciphertexts[i].Text] = Decrypt(keys, ciphertexts[i].Bytes, $"ciphertexts[{i}]");
        }

        await WriteAsync(context, writer =>
        {
            writer.WriteStartObject("plaintexts"u8);
            foreach (var (ciphertext, plaintext) in plaintexts)
            {
                writer.WriteBase64String(ciphertext, plaintext);
            }

            writer.WriteEndObject();
        });
    }

    private static byte[] Decrypt(IReadOnlyList<DataKey> keys, byte[] ciphertext, string where)
    {
        foreach (var key in keys)
        {
            if (SecretCipher.TryDecrypt(key, ciphertext, out var plaintext))
            {
                return plaintext;
            }
        }

        throw ApiProblem.BadRequest($"'{where}' is not a ciphertext of this stack, or was changed").AsException();
    }

    private static async Task<DataKey> WriteKeyAsync(HttpContext context)
    {
        var stack = StackRoute.IdentityOf(context);
        var services = context.RequestServices;
        return await services.GetRequiredService<StackKeyStore>()
            .GetOrCreateAsync(stack, services.GetRequiredService<KeyRingFile>().Current, context.RequestAborted) ?? throw StackRoute.Unknown(stack).AsException();
    }

    private static async Task<IReadOnlyList<DataKey>> ReadKeysAsync(HttpContext context)
    {
        var stack = StackRoute.IdentityOf(context);
        var services = context.RequestServices;
        return await services.GetRequiredService<StackKeyStore>()
            .ReadAsync(stack, services.GetRequiredService<KeyRingFile>().Current, context.RequestAborted) ?? throw StackRoute.Unknown(stack).AsException();
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> members)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, JsonAnswer.WriterOptions);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }
}
