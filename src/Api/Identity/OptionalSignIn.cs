using StackOperator.Api.Problems;
using StackOperator.Api.Security;

namespace StackOperator.Api.Identity;

/// <summary>Without a token there is no such thing (404, which the CLI takes for "none"); with one it must be valid.</summary>
internal sealed class OptionalSignIn : SignedInAccess
{
    public override bool RequiresAccept => false;

    public override ValueTask<ApiProblem?> AuthenticateAsync(HttpContext context) =>
        context.Request.Headers.Authorization.Count == 0
            ? new(ApiProblem.NotFound("no default organization: no token was sent"))
            : base.AuthenticateAsync(context);
}
