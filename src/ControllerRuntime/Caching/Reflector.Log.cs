using Microsoft.Extensions.Logging;

namespace StackOperator.ControllerRuntime.Caching;

internal sealed partial class Reflector
{
    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Cached {Count} {Subject} at resource version {Version}")]
        public static partial void Listed(ILogger logger, string subject, int count, string version);

        [LoggerMessage(Level = LogLevel.Information, Message = "Listing {Subject} again in {Wait}: {Reason}")]
        public static partial void Relisting(ILogger logger, string subject, string reason, TimeSpan wait);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Step} {Subject} was refused, next attempt in {Wait}: {Reason}")]
        public static partial void Refused(ILogger logger, string step, string subject, string reason, TimeSpan wait);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Step} {Subject} failed, next attempt in {Wait}: {Error} {Detail}")]
        public static partial void Faulted(ILogger logger, string step, string subject, string error, string detail, TimeSpan wait);

        [LoggerMessage(Level = LogLevel.Debug, Message = "Watch of {Subject} ended after {Events} events and {Lasted}: {Fault}")]
        public static partial void WatchEnded(ILogger logger, string subject, int events, TimeSpan lasted, string? fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Watch of {Subject} ended at once without an event, next attempt in {Wait}")]
        public static partial void ShortWatch(ILogger logger, string subject, TimeSpan wait);

        [LoggerMessage(Level = LogLevel.Information, Message = "The server does not stream the initial set of {Subject}; lists are used for {Pause}: {Reason}")]
        public static partial void WatchListUnsupported(ILogger logger, string subject, TimeSpan pause, string reason);
    }
}
