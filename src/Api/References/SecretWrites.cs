using System.Text.Json;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Secrets;
using StackOperator.Api.Security;
using StackOperator.Store.References;
using StackOperator.Store.Secrets;

namespace StackOperator.Api.References;

/// <summary>Takes secret values. They are encrypted at once and in no answer ever.</summary>
internal sealed class SecretWrites(WrittenSecrets secrets, VcsIntegrationTable integrations, KeyRingFile ring)
{
    private const int MaxValues = 100;
    private const int MaxNameLength = 200;

    public async Task WriteCredentialsAsync(HttpContext context)
    {
        var (id, fields) = (RouteId.Of(context, "credential config"), FieldReader.Of(context));
        fields.RefuseOthers("data");
        fields.Require("data");
        var data = fields.TextMap("data") ?? new Dictionary<string, string>(StringComparer.Ordinal);
        if (fields.Faults.Count == 0 && (data.Count is 0 or > MaxValues || data.Keys.Any(static name => name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))))
        {
            fields.Note("data", "invalid_value", $"use 1 to {MaxValues} values with names of 1 to {MaxNameLength} characters");
        }

        await WriteAsync(context, SecretOwnerKind.CredentialConfig, id, fields, data);
    }

    public async Task WriteTokenAsync(HttpContext context)
    {
        var (id, fields) = (RouteId.Of(context, "VCS integration"), FieldReader.Of(context));
        fields.RefuseOthers("git_token");
        fields.Require("git_token");
        var token = fields.Text("git_token") ?? string.Empty;
        if (fields.Faults.Count == 0 && await integrations.FindAsync(OrganizationScope.Of(context).Organization, id, context.RequestAborted) is { AppBased: true })
        {
            await ProblemResponse.WriteAsync(context, ValidationProblem.Of(StatusCodes.Status409Conflict, [new ProblemItem("git_token", "app_based", "the integration is an installed application and takes no token")]));
            return;
        }

        await WriteAsync(context, SecretOwnerKind.VcsIntegration, id, fields, new Dictionary<string, string>(StringComparer.Ordinal) { ["git_token"] = token });
    }

    private async Task WriteAsync(HttpContext context, SecretOwnerKind kind, Guid owner, FieldReader fields, IReadOnlyDictionary<string, string> data)
    {
        if (ValidationProblem.Of(fields.Faults, []) is { } wrong)
        {
            await ProblemResponse.WriteAsync(context, wrong);
            return;
        }

        var written = await secrets.ReplaceAsync(kind, OrganizationScope.Of(context).Organization, owner, [.. data.Keys], Serialize(data), ring.Current, context.RequestAborted);
        await (written ? JsonAnswer.NoContentAsync(context) : ProblemResponse.WriteAsync(context, RouteId.Unknown(kind == SecretOwnerKind.CredentialConfig ? "credential config" : "VCS integration")));
    }

    private static byte[] Serialize(IReadOnlyDictionary<string, string> data)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in data.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
