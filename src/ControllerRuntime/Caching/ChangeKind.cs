namespace StackOperator.ControllerRuntime.Caching;

internal enum ChangeKind
{
    Added,
    Updated,
    Deleted,
    Synced,
}
