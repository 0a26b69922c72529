using StackOperator.LocalServices.ControlPlanes;

namespace StackOperator.Dev.Tests.ControlPlanes;

public sealed class ControlPlaneTests
{
    [Theory]
    [InlineData("batch/v1")]
    [InlineData("autoscaling/v1")]
    [InlineData("storage.k8s.io/v1")]
    [InlineData("node.k8s.io/v1")]
    [InlineData("certificates.k8s.io/v1")]
    [InlineData("api/beta")]
    public void Debians_server_leaves_out_what_nothing_here_uses(string group) =>
        ControlPlane.LeftOut(20).ShouldContain(argument => argument.StartsWith("--runtime-config=") && argument.Contains($"{group}=false"));

    [Theory]
    [InlineData(19)]
    [InlineData(21)]
    [InlineData(36)]
    [InlineData(null)]
    public void A_server_of_another_version_keeps_its_groups(int? minor) =>
        ControlPlane.LeftOut(minor).ShouldAllBe(argument => argument.StartsWith("--disable-admission-plugins="));
}
