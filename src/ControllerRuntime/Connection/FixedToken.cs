using System.Net.Http.Headers;
using System.Text;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>A token or a user name with password that never changes.</summary>
internal sealed class FixedToken(AuthenticationHeaderValue header) : ITokenSource
{
    public static FixedToken Bearer(string token) => new(new("Bearer", token.Trim()));

    public static FixedToken Basic(string user, string? password) =>
        new(new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))));

    public ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(header);

    public ValueTask<bool> RenewAsync(AuthenticationHeaderValue refused, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
