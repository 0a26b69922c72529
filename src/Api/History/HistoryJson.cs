using System.Text.Json;
using StackOperator.Store.Updates;

namespace StackOperator.Api.History;

/// <summary>Writes one entry of the history (UpdateInfo). What the create call said is written back as it was sent.</summary>
internal static class HistoryJson
{
    public static void Write(Utf8JsonWriter writer, HistoryEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, entry.Kind);
        if (entry.UpdateId is { } id)
        {
            writer.WriteString("updateID"u8, id);
        }

        writer.WriteNumber("startTime"u8, entry.StartTime.ToUnixTimeSeconds());
        WriteMessage(writer, entry);
        WriteRaw(writer, "environment"u8, entry.Environment ?? "{}"u8);
        WriteRaw(writer, "config"u8, entry.Config ?? "{}"u8);
        writer.WriteString("result"u8, entry.Result);
        if (entry.EndTime is { } end)
        {
            writer.WriteNumber("endTime"u8, end.ToUnixTimeSeconds());
        }

        writer.WriteNumber("version"u8, entry.Version);
        if (entry.ResourceChanges is { } changes)
        {
            WriteRaw(writer, "resourceChanges"u8, changes);
        }

        if (entry.ResourceCount is { } count)
        {
            writer.WriteNumber("resourceCount"u8, count);
        }

        if (entry.Author.Length > 0)
        {
            writer.WriteStartObject("requestedBy"u8);
            writer.WriteString("githubLogin"u8, entry.Author);
            writer.WriteString("name"u8, entry.Author);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, HistoryEntry entry)
    {
        if (entry.Renaming is { } renaming)
        {
            writer.WriteString("message"u8, renaming);
        }
        else
        {
            WriteRaw(writer, "message"u8, entry.Message ?? "\"\""u8);
        }
    }

    private static void WriteRaw(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }
}
