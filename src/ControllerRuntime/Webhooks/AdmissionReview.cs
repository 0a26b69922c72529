using System.Text.Json;
using System.Text.Json.Serialization;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>What the API server sends and gets back (admission.k8s.io/v1), as far as it is used here.</summary>
internal sealed class AdmissionReview
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "admission.k8s.io/v1";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "AdmissionReview";

    [JsonPropertyName("request")]
    public AdmissionRequest? Request { get; set; }

    [JsonPropertyName("response")]
    public AdmissionResponse? Response { get; set; }

    internal sealed class AdmissionRequest
    {
        [JsonPropertyName("uid")]
        public string Uid { get; set; } = string.Empty;

        [JsonPropertyName("operation")]
        public string Operation { get; set; } = string.Empty;

        [JsonPropertyName("subResource")]
        public string? SubResource { get; set; }

        [JsonPropertyName("object")]
        public JsonElement Object { get; set; }

        [JsonPropertyName("oldObject")]
        public JsonElement OldObject { get; set; }
    }

    internal sealed class AdmissionResponse
    {
        [JsonPropertyName("uid")]
        public string Uid { get; set; } = string.Empty;

        [JsonPropertyName("allowed")]
        public bool Allowed { get; set; }

        [JsonPropertyName("status")]
        public AdmissionStatus? Status { get; set; }
    }

    internal sealed class AdmissionStatus
    {
        [JsonPropertyName("code")]
        public int Code { get; set; }

        [JsonPropertyName("reason")]
        public string? Reason { get; set; }

        [JsonPropertyName("message")]
        public string? Message { get; set; }
    }
}
