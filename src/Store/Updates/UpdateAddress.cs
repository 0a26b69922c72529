using StackOperator.Core.Stacks;

namespace StackOperator.Store.Updates;

/// <summary>An update by its path: the id counts only below its own stack.</summary>
/// <param name="Stack">The stack.</param>
/// <param name="UpdateId">The update.</param>
public readonly record struct UpdateAddress(StackIdentity Stack, Guid UpdateId);
