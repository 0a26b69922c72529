using System.Diagnostics.CodeAnalysis;
using StackOperator.Core.Stacks;

namespace StackOperator.Core.Deployments;

/// <summary>What a rename of a stack does to its state (pulumi-protocol, "Rename").</summary>
public static class StateRename
{
    /// <summary>
    /// Rewrites every URN of the old stack and project, the name of the root resource and the <c>service</c> secrets state
    /// of a whole state; every other byte stays. URNs of other stacks or projects are left alone. A state without anything
    /// to rename comes back as it is.
    /// </summary>
    public static bool TryApply(
        ReadOnlyMemory<byte> untypedDeployment,
        StackIdentity from,
        StackIdentity to,
        out ReadOnlyMemory<byte> renamed,
        [NotNullWhen(false)] out StateRefusal? refusal)
    {
        var renaming = new StackRenaming(from.Project, from.Name, to.Project, to.Name);
        var done = Refusing.Try(untypedDeployment, text => new Result(Rename(text, renaming)), out var result, out refusal);
        renamed = done ? result!.Text : ReadOnlyMemory<byte>.Empty;
        return done;
    }

    private static ReadOnlyMemory<byte> Rename(ReadOnlyMemory<byte> text, StackRenaming renaming)
    {
        // Checks the shapes, which the walk then relies on.
        _ = DeploymentText.Parse(text);
        var patch = new TextPatch();
        new RenameWalk(renaming, patch).Wrapper(text.Span);
        return patch.IsEmpty ? text : patch.Apply(text.Span);
    }

    private sealed record Result(ReadOnlyMemory<byte> Text);
}
