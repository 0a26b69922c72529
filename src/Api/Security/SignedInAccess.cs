using StackOperator.Api.Problems;

namespace StackOperator.Api.Security;

/// <summary>Anybody with a valid token may call.</summary>
internal class SignedInAccess : AccessRule
{
    public override ValueTask<ApiProblem?> AuthenticateAsync(HttpContext context) =>
        context.RequestServices.GetRequiredService<Authentication>().SignInAsync(context);
}
