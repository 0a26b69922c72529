namespace StackOperator.Api.Requests;

/// <summary>Endpoint metadata: the route takes a JSON object, see <see cref="JsonBody"/>.</summary>
internal sealed class JsonBodyRoute;
