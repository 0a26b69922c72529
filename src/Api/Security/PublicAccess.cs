using StackOperator.Api.Problems;

namespace StackOperator.Api.Security;

/// <summary>Anybody may call, with any Accept header.</summary>
internal sealed class PublicAccess : AccessRule
{
    public override bool RequiresAccept => false;

    public override ValueTask<ApiProblem?> AuthenticateAsync(HttpContext context) => default;
}
