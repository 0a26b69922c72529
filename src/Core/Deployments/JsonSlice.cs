using System.Runtime.InteropServices;

namespace StackOperator.Core.Deployments;

/// <summary>Where one JSON value stands in a text, in bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonSlice(int Start, int Length)
{
    public int End => Start + Length;
}
