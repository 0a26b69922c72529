namespace StackOperator.Api.Security;

/// <summary>How a caller proved who it is.</summary>
public enum CallerKind
{
    /// <summary>A user with an access token of this service.</summary>
    User,

    /// <summary>A Kubernetes identity whose token the API server vouched for.</summary>
    Kubernetes,
}
