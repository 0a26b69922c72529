using Microsoft.AspNetCore.Http;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>One webhook of the server.</summary>
internal sealed record WebhookRoute(string Path, RequestDelegate Handle);
