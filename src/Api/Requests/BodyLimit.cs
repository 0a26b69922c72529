namespace StackOperator.Api.Requests;

/// <summary>Endpoint metadata: the largest request body, on the wire and after inflating.</summary>
/// <param name="Bytes">The limit in bytes.</param>
public sealed record BodyLimit(long Bytes)
{
    /// <summary>Limit of routes that say nothing.</summary>
    public static readonly BodyLimit Default = new(1024 * 1024);

    /// <summary>The limit of the route of a request.</summary>
    public static BodyLimit Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() ?? Default;
}
