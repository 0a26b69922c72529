using Npgsql;
using StackOperator.Dev.Tests.Up.Checkouts;
using StackOperator.Testing.Clusters;
using StackOperator.Testing.Databases;

namespace StackOperator.Dev.Tests.Up;

/// <summary><c>./dev up --cluster</c> with <c>STACK_DATABASE_URL</c>: servers that are somebody else's.</summary>
public sealed class BorrowedServersTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_and_a_database_of_others_are_used_and_left_as_they_are()
    {
        await using var cluster = await TestCluster.StartPrivateAsync(Ct);
        await using var database = await TestDatabase.CreateAsync(migrate: false, Ct);
        await using var checkout = await DevCheckout.CreateAsync();
        (string, string?)[] environment = [("KUBECONFIG", cluster.Kubeconfig), ("STACK_DATABASE_URL", database.ConnectionString)];

        var up = (await checkout.RunAsync($"up --cluster --detach --port {checkout.Port}", environment)).Succeeded();
        up.Output.ShouldContain("Using the kubeconfig context 'local'");
        up.Output.ShouldContain($"Using the database {new NpgsqlConnectionStringBuilder(database.ConnectionString).Database} at");
        up.Output.ShouldContain("namespace stack-operator, and what is in config/crd, config/rbac and config/samples; ./dev down leaves that there");
        up.Output.ShouldNotContain("Start PostgreSQL");
        up.Output.ShouldNotContain("Start etcd");
        Directory.Exists(checkout.State.ControlPlane).ShouldBeFalse();

        (await checkout.RunAsync("down --purge", environment)).Succeeded();
        checkout.Processes().ShouldBeEmpty();
        Directory.Exists(checkout.State.Folder).ShouldBeFalse();
        (await CountAsync(database)).ShouldBe(2);
        using var kubernetes = new StackOperator.LocalServices.ControlPlanes.ClusterClient(StackOperator.LocalServices.ControlPlanes.Kubeconfig.Read(cluster.Kubeconfig));
        (await kubernetes.ExistsAsync("/apis/stackoperator.io/v1alpha1/namespaces/stack-operator/stacks/hello-dev", Ct)).ShouldBeTrue();
    }

    private static async Task<long> CountAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("select count(*) from stacks");
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}
