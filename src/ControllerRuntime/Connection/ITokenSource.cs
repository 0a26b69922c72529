using System.Net.Http.Headers;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>Gives the Authorization header of each attempt.</summary>
internal interface ITokenSource
{
    ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken);

    /// <summary>Told that the server refused a token; true when another attempt has a different one.</summary>
    ValueTask<bool> RenewAsync(AuthenticationHeaderValue refused, CancellationToken cancellationToken);
}
