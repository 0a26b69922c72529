using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;

namespace StackOperator.ControllerRuntime.Reconciling;

internal sealed partial class Reconciler<TEntity>
{
    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciling {Kind} {Object} ended with {Outcome}: {Reason}")]
        public static partial void Failed(ILogger logger, string kind, NamespacedName @object, ReconciliationOutcome outcome, string? reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciling {Kind} {Object}: the API server refused a call: {Answer}")]
        public static partial void Refused(ILogger logger, string kind, NamespacedName @object, string answer);

        [LoggerMessage(Level = LogLevel.Error, Message = "Reconciling {Kind} {Object} threw")]
        public static partial void Threw(ILogger logger, Exception fault, string kind, NamespacedName @object);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciling {Kind} {Object} took longer than {Timeout}; it runs again with backoff")]
        public static partial void TimedOut(ILogger logger, string kind, NamespacedName @object, TimeSpan timeout);

        [LoggerMessage(Level = LogLevel.Debug, Message = "Removed finalizer {Finalizer} from {Kind} {Object}")]
        public static partial void FinalizerRemoved(ILogger logger, string finalizer, string kind, NamespacedName @object);
    }
}
