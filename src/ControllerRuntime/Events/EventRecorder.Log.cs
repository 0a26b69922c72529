using Microsoft.Extensions.Logging;

namespace StackOperator.ControllerRuntime.Events;

internal sealed partial class EventRecorder
{
    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Dropped event {Reason} about {Kind} {Object}: the queue is full")]
        public static partial void QueueFull(ILogger logger, string reason, string kind, string @object);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Reason} cannot be recorded")]
        public static partial void Unrecordable(ILogger logger, Exception fault, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The API server refused event {Reason} about {Kind} {Object}: {Answer}")]
        public static partial void Refused(ILogger logger, string reason, string kind, string @object, string answer);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Gave up on event {Reason} about {Kind} {Object}: {Fault}")]
        public static partial void GaveUp(ILogger logger, string reason, string kind, string @object, string fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Not all events could be written within {Timeout} of stopping")]
        public static partial void FlushCut(ILogger logger, TimeSpan timeout);
    }
}
