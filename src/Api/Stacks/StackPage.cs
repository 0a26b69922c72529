using StackOperator.Api.Responses;
using StackOperator.Core.Stacks;
using StackOperator.Store.StackQueries;

namespace StackOperator.Api.Stacks;

/// <summary>Writes a page of stacks while its rows arrive. The row after the last of the page only tells that there is a next one.</summary>
internal sealed class StackPage : IDisposable
{
    private readonly JsonScratch _json = JsonScratch.Rent();
    private readonly int _size;
    private readonly bool _forCli;
    private int _count;
    private StackIdentity _last;

    public StackPage(int size, bool forCli)
    {
        (_size, _forCli) = (size, forCli);
        _json.Writer.WriteStartObject();
        _json.Writer.WriteStartArray("stacks"u8);
    }

    public void Add(StackListRow row)
    {
        if (++_count > _size)
        {
            return;
        }

        _last = new StackIdentity(row.Organization, row.Project, row.Name);
        var writer = _json.Writer;
        writer.WriteStartObject();
        StackJson.WriteNames(writer, _last);
        writer.WritePropertyName("tags"u8);
        writer.WriteRawValue(row.TagsJson.Span, skipInputValidation: true);
        writer.WriteNumber("version"u8, row.Version);
        StackJson.WriteActiveUpdate(writer, row.ActiveUpdate);
        if (row.ResourceCount is { } count)
        {
            writer.WriteNumber("resourceCount"u8, count);
        }

        if (_forCli)
        {
            WriteLastUpdateForCli(row);
        }
        else
        {
            WriteLastUpdate(row);
        }

        writer.WriteStartObject("links"u8);
        writer.WriteString("self"u8, $"/api/stacks/{row.Organization}/{row.Project}/{row.Name}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public async Task SendAsync(HttpContext context)
    {
        _json.Writer.WriteEndArray();
        if (_count > _size)
        {
            // Never an empty token: the CLI would ask for the next page for ever.
            _json.Writer.WriteString("continuationToken"u8, ContinuationToken.For(_last));
        }

        _json.Writer.WriteEndObject();
        await _json.SendAsync(context);
    }

    public void Dispose() => _json.Dispose();

    // Absent = never updated, 0 = an update runs, else seconds.
    private void WriteLastUpdateForCli(in StackListRow row)
    {
        if (row.ActiveUpdate is not null)
        {
            _json.Writer.WriteNumber("lastUpdate"u8, 0);
        }
        else if ((row.LastEnd ?? row.LastStart) is { } time)
        {
            _json.Writer.WriteNumber("lastUpdate"u8, new DateTimeOffset(time).ToUnixTimeSeconds());
        }
    }

    private void WriteLastUpdate(in StackListRow row)
    {
        if (row is not { LastKind: { } kind, LastStatus: { } status, LastStart: { } start })
        {
            _json.Writer.WriteNull("lastUpdate"u8);
            return;
        }

        _json.Writer.WriteStartObject("lastUpdate"u8);
        _json.Writer.WriteString("kind"u8, kind);
        _json.Writer.WriteString("status"u8, status);
        _json.Writer.WriteString("startTime"u8, start);
        _json.Writer.WriteEndObject();
    }
}
