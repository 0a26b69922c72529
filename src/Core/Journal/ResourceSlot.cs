using System.Runtime.InteropServices;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>One position in the list of resources.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ResourceSlot(ReadOnlyMemory<byte> Raw, ResourceTraits Traits, ResourceMarks Marks = ResourceMarks.None);

/// <summary>An operation that has not ended.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PendingOperation(ReadOnlyMemory<byte> Raw, ResourceTraits Traits, bool IsCreating);
