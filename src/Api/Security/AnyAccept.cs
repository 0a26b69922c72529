namespace StackOperator.Api.Security;

/// <summary>Endpoint metadata: the route answers whatever the Accept header says, and without one.</summary>
internal sealed class AnyAccept
{
    public static readonly AnyAccept Instance = new();
}
