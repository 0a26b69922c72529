using StackOperator.Api.Tests.Fixtures;
using StackOperator.Core.Secrets;
using StackOperator.Core.Stacks;
using StackOperator.Store.Access;
using StackOperator.Testing.Stacks;

namespace StackOperator.Api.Tests.Updates;

/// <summary>An API with a key ring, and stacks whose rows are there without an operator.</summary>
public sealed class UpdateApi(SharedInstallation shared) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stack-operator-ring-").FullName;

    public ApiProcess Api { get; private set; } = null!;

    public Installation Installation => shared.Installation;

    public string KeyRingFile => Path.Combine(_folder, "ring.json");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(KeyRingFile, KeyRing.Generate("k1"));
        Api = await shared.Installation.StartApiAsync(settings: $"--STACK_KEYRING={KeyRingFile}");
    }

    /// <summary>A new stack and a member of its organization.</summary>
    public async Task<UpdateClient> NewStackAsync()
    {
        var organization = SharedInstallation.NewName("org");
        var (id, stack) = await StackRows.InsertAsync(shared.Installation.Database.DataSource, organization);
        return await ClientAsync(id, stack, Role.Member);
    }

    public async Task<UpdateClient> ClientAsync(Guid id, StackIdentity stack, Role role)
    {
        var token = await shared.Installation.TokenAsync(SharedInstallation.NewName("user"), (stack.Organization, role));
        return new UpdateClient(Api, id, stack, token);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}
