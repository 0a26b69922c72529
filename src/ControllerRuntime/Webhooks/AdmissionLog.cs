using Microsoft.Extensions.Logging;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>Log messages of webhooks.</summary>
internal static partial class AdmissionLog
{
    [LoggerMessage(1501, LogLevel.Error, "The webhook of {Kind} failed.")]
    public static partial void Failed(ILogger logger, string kind, Exception exception);

    [LoggerMessage(1502, LogLevel.Information, "Made a certificate for webhooks, valid until {Until}.")]
    public static partial void CertificateMade(ILogger logger, DateTimeOffset until);

    [LoggerMessage(1503, LogLevel.Information, "Serving webhooks with a certificate valid until {Until}.")]
    public static partial void CertificateTaken(ILogger logger, DateTimeOffset until);

    [LoggerMessage(1504, LogLevel.Warning, "The certificate of webhooks could not be looked after; trying again.")]
    public static partial void CertificateFailed(ILogger logger, Exception exception);

    [LoggerMessage(1505, LogLevel.Information, "The configuration {Name} trusts the present certificate of webhooks.")]
    public static partial void ConfigurationPatched(ILogger logger, string name);
}
