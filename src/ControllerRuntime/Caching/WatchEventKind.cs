namespace StackOperator.ControllerRuntime.Caching;

internal enum WatchEventKind
{
    Unknown,
    Added,
    Modified,
    Deleted,
    Bookmark,
    Error,
}
