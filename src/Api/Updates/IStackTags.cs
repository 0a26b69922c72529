using StackOperator.Core.Stacks;

namespace StackOperator.Api.Updates;

/// <summary>Writes the tags a start brings to the Stack object.</summary>
internal interface IStackTags
{
    /// <summary>Replaces the tags of a stack; the caller has found out that they differ.</summary>
    Task ReplaceAsync(HttpContext context, StackIdentity stack, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);
}
