using System.Text.Json;
using StackOperator.Store.EnvironmentStackQueries;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary>The JSON of environment stacks. The documented members never change; others may be added.</summary>
internal static class EnvironmentStackJson
{
    /// <summary>The five members that every answer has.</summary>
    public static void Write(Utf8JsonWriter writer, EnvironmentStackRecord record)
    {
        writer.WriteStartObject();
        WriteMembers(writer, record);
        writer.WriteEndObject();
    }

    /// <summary>A stack with its environments.</summary>
    public static void Write(Utf8JsonWriter writer, EnvironmentStackDetails stack)
    {
        writer.WriteStartObject();
        WriteMembers(writer, stack.Record);
        writer.WriteStartArray("environments"u8);
        foreach (var member in stack.Members)
        {
            writer.WriteStartObject();
            writer.WriteString("workspace_name"u8, member.WorkspaceName);
            writer.WriteNumber("environment_order"u8, member.Order);
            writer.WriteBoolean("auto_promote"u8, member.AutoPromote);
            writer.WriteString("latest_run_status"u8, member.LatestRunStatus);
            writer.WriteString("name"u8, member.Name);
            writer.WriteString("workspace_id"u8, member.WorkspaceId);
            writer.WriteString("state_key"u8, member.StateKey);
            if (member.LatestRunId is { } run)
            {
                writer.WriteString("latest_run_id"u8, run);
            }
            else
            {
                writer.WriteNull("latest_run_id"u8);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, EnvironmentStackRecord record)
    {
        writer.WriteString("id"u8, record.Id);
        writer.WriteString("name"u8, record.Name);
        writer.WriteString("project_id"u8, record.ProjectId);
        writer.WriteNumber("environment_count"u8, record.EnvironmentCount);
        writer.WriteString("created_at"u8, record.CreatedAt);
    }
}
