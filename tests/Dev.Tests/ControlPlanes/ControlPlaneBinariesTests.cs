using StackOperator.LocalServices.ControlPlanes;

namespace StackOperator.Dev.Tests.ControlPlanes;

public sealed class ControlPlaneBinariesTests
{
    [Theory]
    [InlineData("Kubernetes v1.36.2\n", true)]
    [InlineData("Kubernetes v1.32.0-rc.1\n", true)]
    [InlineData("Kubernetes v1.31.9\n", false)]
    [InlineData("Kubernetes v1.20.2\n", false)]
    [InlineData("", false)]
    public void Only_servers_with_WatchList_count_as_new(string version, bool isNew) => ControlPlaneBinaries.IsNew(version).ShouldBe(isNew);
}
