using Microsoft.Extensions.Logging;

namespace StackOperator.ControllerRuntime.Leadership;

internal sealed partial class LeaderElector
{
    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for the lease {Namespace}/{Lease} as {Identity}")]
        public static partial void Waiting(ILogger logger, string @namespace, string lease, string identity);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Could not try for the lease: {Reason}")]
        public static partial void AcquireFailed(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Could not renew the lease: {Reason}; it is good for {Left} more")]
        public static partial void RenewFailed(ILogger logger, string reason, TimeSpan left);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} leads with fencing token {Token}")]
        public static partial void Leading(ILogger logger, string identity, long token);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Identity} lost the lease it held with fencing token {Token}")]
        public static partial void Lost(ILogger logger, string identity, long token);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} gave the lease back")]
        public static partial void Released(ILogger logger, string identity);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Could not give the lease back; it runs out by itself: {Reason}")]
        public static partial void ReleaseFailed(ILogger logger, string reason);
    }
}
