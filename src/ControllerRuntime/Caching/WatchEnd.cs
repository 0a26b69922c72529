using k8s.Models;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>How a watch went.</summary>
/// <param name="Events">Changes it delivered.</param>
/// <param name="Heard">Whether anything came, be it a bookmark.</param>
/// <param name="Lasted">From sending the request to the end.</param>
/// <param name="Error">The ERROR event that ended it.</param>
/// <param name="Fault">What broke the stream; null when the server closed it.</param>
internal sealed record WatchEnd(int Events, bool Heard, TimeSpan Lasted, V1Status? Error, Exception? Fault);
