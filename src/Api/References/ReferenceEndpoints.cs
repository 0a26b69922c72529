using StackOperator.Api.Documents;
using StackOperator.Api.Idempotency;
using StackOperator.Api.Requests;
using StackOperator.Api.Security;
using StackOperator.Store.Access;
using StackOperator.Store.References;

namespace StackOperator.Api.References;

/// <summary>Projects, and what workspaces refer to.</summary>
internal static class ReferenceEndpoints
{
    public static void MapReferences(this IEndpointRouteBuilder app)
    {
        Map<ProjectRow, ProjectAnswer, ProjectRequest>(app, "/projects", "Project", "Projects");
        Map<VcsIntegrationRow, VcsIntegrationAnswer, VcsIntegrationRequest>(app, "/vcs-integrations", "VcsIntegration", "VCS integrations");
        Map<CredentialConfigRow, CredentialConfigAnswer, CredentialConfigRequest>(app, "/credential-configs", "CredentialConfig", "Credentials");
        Map<StateBackendConfigRow, StateBackendConfigAnswer, StateBackendConfigRequest>(app, "/state-backend-configs", "StateBackendConfig", "State backends");
        MapSecrets(app);
    }

    private static void Map<TRow, TAnswer, TRequest>(IEndpointRouteBuilder app, string path, string name, string tag)
        where TRow : ReferenceRow, new()
    {
        var one = path + "/{id}";
        app.MapPost(path, IdempotentHandler.For<ReferenceHandler<TRow, TAnswer>>(app.ServiceProvider, static (handler, context) => handler.CreateAsync(context))).RequireOrganization(Role.Member).TakesJson()
            .Describe($"create{name}", "Create one", tag).Takes<TRequest>().Returns<TAnswer>(201, "The new one; Location names it.").Fails(400, 409, 413, 415);
        app.MapGet(path, LazyHandler.For<ReferenceHandler<TRow, TAnswer>>(app.ServiceProvider, static (handler, context) => handler.ListAsync(context))).RequireOrganization(Role.Viewer)
            .Describe($"list{name}s", "List them, newest first", tag).Query("limit", "1 to 500; 100 when absent.").Query("cursor", "From the Link header of the page before.")
            .Returns<TAnswer[]>(200, "A page.").Fails(400);
        app.MapGet(one, LazyHandler.For<ReferenceHandler<TRow, TAnswer>>(app.ServiceProvider, static (handler, context) => handler.GetAsync(context))).RequireOrganization(Role.Viewer)
            .Describe($"get{name}", "Read one", tag).Returns<TAnswer>(200, "It.").Fails(404);
        app.MapPatch(one, LazyHandler.For<ReferenceHandler<TRow, TAnswer>>(app.ServiceProvider, static (handler, context) => handler.PatchAsync(context))).RequireOrganization(Role.Member).TakesJson()
            .Describe($"patch{name}", "Change one", tag).Explain("Fields that are absent stay. `If-Match` with the ETag of a read refuses the change when somebody was faster.")
            .Takes<TRequest>().Returns<TAnswer>(200, "It, changed.").Fails(400, 404, 409, 412, 413, 415);
        app.MapDelete(one, LazyHandler.For<ReferenceHandler<TRow, TAnswer>>(app.ServiceProvider, static (handler, context) => handler.DeleteAsync(context))).RequireOrganization(Role.Admin)
            .Describe($"delete{name}", "Delete one that nothing refers to", tag).Returns(204, "It is gone.").Fails(404, 409);
    }

    private static void MapSecrets(IEndpointRouteBuilder app)
    {
        app.MapPost("/credential-configs/{id}/secrets", LazyHandler.For<SecretWrites>(app.ServiceProvider, static (handler, context) => handler.WriteCredentialsAsync(context))).RequireOrganization(Role.Member).TakesJson()
            .Describe("writeCredentialSecrets", "Replace the secret values of credentials", "Credentials").Explain("Values are encrypted at once and never shown again.")
            .Takes<CredentialSecretsRequest>().Returns(204, "They are kept.").Fails(400, 404, 413, 415, 503);
        app.MapPost("/vcs-integrations/{id}/secrets", LazyHandler.For<SecretWrites>(app.ServiceProvider, static (handler, context) => handler.WriteTokenAsync(context))).RequireOrganization(Role.Member).TakesJson()
            .Describe("writeVcsSecrets", "Replace the token of a VCS integration", "VCS integrations").Explain("The token is encrypted at once and never shown again.")
            .Takes<VcsSecretsRequest>().Returns(204, "It is kept.").Fails(400, 404, 409, 413, 415, 503);
    }
}
