using System.Text.Json.Serialization;
using StackOperator.Api.EnvironmentStacks;
using StackOperator.Api.References;
using StackOperator.Api.Workspaces;

namespace StackOperator.Api.Documents;

/// <summary>Source-generated JSON of the environment API: snake_case, nulls are shown.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CreateEnvironmentStackRequest))]
[JsonSerializable(typeof(PatchEnvironmentStackRequest))]
[JsonSerializable(typeof(EnvironmentStackAnswer))]
[JsonSerializable(typeof(EnvironmentStackAnswer[]))]
[JsonSerializable(typeof(EnvironmentStackDetailAnswer))]
[JsonSerializable(typeof(EnvironmentGraphAnswer))]
[JsonSerializable(typeof(WorkspaceRequest))]
[JsonSerializable(typeof(WorkspaceAnswer))]
[JsonSerializable(typeof(WorkspaceAnswer[]))]
[JsonSerializable(typeof(DependencyRequest))]
[JsonSerializable(typeof(DependencyAnswer))]
[JsonSerializable(typeof(DependencyAnswer[]))]
[JsonSerializable(typeof(ProjectRequest))]
[JsonSerializable(typeof(ProjectAnswer))]
[JsonSerializable(typeof(ProjectAnswer[]))]
[JsonSerializable(typeof(VcsIntegrationRequest))]
[JsonSerializable(typeof(VcsIntegrationAnswer))]
[JsonSerializable(typeof(VcsIntegrationAnswer[]))]
[JsonSerializable(typeof(CredentialConfigRequest))]
[JsonSerializable(typeof(CredentialConfigAnswer))]
[JsonSerializable(typeof(CredentialConfigAnswer[]))]
[JsonSerializable(typeof(StateBackendConfigRequest))]
[JsonSerializable(typeof(StateBackendConfigAnswer))]
[JsonSerializable(typeof(StateBackendConfigAnswer[]))]
[JsonSerializable(typeof(CredentialSecretsRequest))]
[JsonSerializable(typeof(VcsSecretsRequest))]
[JsonSerializable(typeof(ProblemDetailsAnswer))]
internal sealed partial class EnvironmentJsonContext : JsonSerializerContext;
