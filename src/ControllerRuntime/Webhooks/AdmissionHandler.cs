using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>Answers the reviews of one kind. An object whose specification stays is let through unseen, and so is all that is not asked about.</summary>
internal sealed class AdmissionHandler<TEntity>(IValidationWebhook<TEntity> webhook, KubernetesConnection connection, ILogger<AdmissionHandler<TEntity>> logger)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    public async Task HandleAsync(HttpContext context)
    {
        AdmissionReview? review;
        try
        {
            review = await JsonSerializer.DeserializeAsync(context.Request.Body, AdmissionJsonContext.Default.AdmissionReview, context.RequestAborted);
        }
        catch (JsonException)
        {
            review = null;
        }

        if (review?.Request is not { } request)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var answer = new AdmissionReview { ApiVersion = review.ApiVersion, Response = Answer(request) };
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, answer, AdmissionJsonContext.Default.AdmissionReview, context.RequestAborted);
    }

    private AdmissionReview.AdmissionResponse Answer(AdmissionReview.AdmissionRequest request)
    {
        try
        {
            var refusal = Judge(request);
            return refusal is null
                ? new AdmissionReview.AdmissionResponse { Uid = request.Uid, Allowed = true }
                : Denied(request, StatusCodes.Status422UnprocessableEntity, "Invalid", refusal);
        }
        catch (Exception e)
        {
            AdmissionLog.Failed(logger, typeof(TEntity).Name, e);
            return Denied(request, StatusCodes.Status500InternalServerError, "InternalError", "the webhook failed; the operator's log says why");
        }
    }

    private string? Judge(AdmissionReview.AdmissionRequest request) => request.Operation switch
    {
        _ when !string.IsNullOrEmpty(request.SubResource) => null,
        "CREATE" => webhook.ValidateCreate(Read(request.Object)),
        "UPDATE" when !SameSpec(request.OldObject, request.Object) => webhook.ValidateUpdate(Read(request.OldObject), Read(request.Object)),
        _ => null,
    };

    private static AdmissionReview.AdmissionResponse Denied(AdmissionReview.AdmissionRequest request, int code, string reason, string message)
        => new() { Uid = request.Uid, Allowed = false, Status = new AdmissionReview.AdmissionStatus { Code = code, Reason = reason, Message = message } };

    private static bool SameSpec(JsonElement old, JsonElement entity) => (Spec(old), Spec(entity)) switch
    {
        ({ } before, { } after) => JsonElement.DeepEquals(before, after),
        (null, null) => true,
        _ => false,
    };

    private static JsonElement? Spec(JsonElement entity)
        => entity.ValueKind == JsonValueKind.Object && entity.TryGetProperty("spec", out var spec) ? spec : null;

    private TEntity Read(JsonElement entity)
        => (TEntity?)entity.Deserialize(connection.Json.GetTypeInfo(typeof(TEntity))) ?? throw new JsonException("the object of a review is null");
}
