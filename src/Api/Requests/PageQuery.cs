using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using StackOperator.Api.Problems;
using StackOperator.Store.Paging;

namespace StackOperator.Api.Requests;

/// <summary>The paging of listings: <c>?limit=&amp;cursor=</c>, and the next cursor in a <c>Link</c> header so that the body stays an array.</summary>
/// <param name="Limit">Most entries; null = all.</param>
/// <param name="After">The last entry of the page before; null = from the start.</param>
internal sealed record PageQuery(int? Limit, PageKey? After)
{
    private const int MaxLimit = 500;
    private const int CursorBytes = 24;

    /// <summary>Reads the query.</summary>
    /// <param name="context">The request.</param>
    /// <param name="defaultLimit">The limit of requests that name none; null = all.</param>
    /// <exception cref="ApiProblemException">400.</exception>
    public static PageQuery Read(HttpContext context, int? defaultLimit = null)
    {
        var query = context.Request.Query;
        var limit = defaultLimit;
        if (query.TryGetValue("limit", out var text))
        {
            limit = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxLimit
                ? number
                : throw Invalid("limit", $"use a number from 1 to {MaxLimit}");
        }

        PageKey? after = query.TryGetValue("cursor", out var cursor) ? Parse(cursor.ToString()) ?? throw Invalid("cursor", "this is no cursor of this service") : null;
        return new PageQuery(after is null ? limit : limit ?? MaxLimit, after);
    }

    /// <summary>A filter that is a UUID; null when it is absent.</summary>
    /// <exception cref="ApiProblemException">400.</exception>
    public static Guid? ReadId(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var text) ? Guid.TryParseExact(text, "D", out var id) ? id : throw Invalid(name, "use a UUID") : null;

    /// <summary>Says where the next page is.</summary>
    public void Link(HttpContext context, PageKey last)
    {
        var request = context.Request;
        var others = request.Query.Where(static pair => pair.Key is not ("cursor" or "limit")).SelectMany(static pair => pair.Value.Select(value => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? string.Empty)}&"));
        context.Response.Headers.Link = string.Create(CultureInfo.InvariantCulture, $"<{request.Path}?{string.Concat(others)}limit={Limit}&cursor={Format(last)}>; rel=\"next\"");
    }

    private static string Format(PageKey key)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, key.CreatedAt.Ticks);
        key.Id.TryWriteBytes(bytes[sizeof(long)..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    private static PageKey? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        if (text.Length != Base64Url.GetEncodedLength(CursorBytes) || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out _))
        {
            return null;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return ticks >= DateTime.UnixEpoch.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? new PageKey(new DateTime(ticks, DateTimeKind.Utc), new Guid(bytes[sizeof(long)..], bigEndian: true))
            : null;
    }

    private static ApiProblemException Invalid(string parameter, string detail) =>
        (ApiProblem.BadRequest($"the query parameter '{parameter}' is invalid: {detail}") with { Reference = "invalid_query", Items = [new ProblemItem(parameter, "invalid_query", detail)] }).AsException();
}
