using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.Api.Resources;

/// <summary>An object that is to be made for an identity.</summary>
/// <param name="KeyOf">Its name by attempt: a handle may be taken by an object that was renamed away from the same identity.</param>
/// <param name="Make">The object for a name.</param>
/// <param name="IsSame">Whether an object that is there has this identity.</param>
/// <param name="Continue">What to do with an object of this identity that is there: gives what to wait for, or null to look again. Null = the identity is taken.</param>
internal sealed record ObjectDraft<T>(
    Func<int, NamespacedName> KeyOf,
    Func<NamespacedName, T> Make,
    Func<T, bool> IsSame,
    Func<NamespacedName, T, Task<T?>>? Continue)
    where T : class;
