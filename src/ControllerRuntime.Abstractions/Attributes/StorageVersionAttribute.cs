namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Marks the version that etcd stores.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StorageVersionAttribute : Attribute;
