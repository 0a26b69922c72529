namespace StackOperator.Api.Documents;

/// <summary>What the OpenAPI document says about a route, as endpoint conventions.</summary>
public static class DescriptionExtensions
{
    /// <summary>Operation id, one line of summary, and the group it is shown in.</summary>
    public static RouteDescription Describe(this IEndpointConventionBuilder builder, string operationId, string summary, string tag)
    {
        var description = new RouteDescription(operationId, summary, tag);
        builder.Add(endpoint => endpoint.Metadata.Add(description));
        return description;
    }
}
