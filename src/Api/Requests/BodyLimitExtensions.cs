namespace StackOperator.Api.Requests;

/// <summary>Body limits as endpoint conventions.</summary>
public static class BodyLimitExtensions
{
    /// <summary>Sets the largest request body of a route.</summary>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyLimit(bytes));
}
