namespace StackOperator.Api.Requests;

/// <summary>Bodies as endpoint conventions.</summary>
internal static class JsonBodyExtensions
{
    private static readonly JsonBodyRoute s_route = new();

    /// <summary>The route takes one JSON object, which is read before the handler runs.</summary>
    public static TBuilder TakesJson<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(s_route);
}
