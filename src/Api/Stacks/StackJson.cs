using System.Text.Json;
using StackOperator.Core.Stacks;

namespace StackOperator.Api.Stacks;

/// <summary>Members that the answers about stacks share.</summary>
internal static class StackJson
{
    public static void WriteNames(Utf8JsonWriter writer, StackIdentity identity)
    {
        // Name rules keep every character plain: '/' cannot occur in a part, nothing needs escaping.
        Span<char> id = stackalloc char[identity.Organization.Length + identity.Project.Length + identity.Name.Length + 2];
        id.TryWrite($"{identity.Organization}/{identity.Project}/{identity.Name}", out _);
        writer.WriteString("id"u8, id);
        writer.WriteString("orgName"u8, identity.Organization);
        writer.WriteString("projectName"u8, identity.Project);
        writer.WriteString("stackName"u8, identity.Name);
    }

    public static void WriteActiveUpdate(Utf8JsonWriter writer, Guid? update)
    {
        if (update is { } id)
        {
            writer.WriteString("activeUpdate"u8, id);
        }
        else
        {
            writer.WriteString("activeUpdate"u8, ""u8);
        }
    }
}
