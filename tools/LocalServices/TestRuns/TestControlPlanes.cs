using StackOperator.LocalServices.ControlPlanes;

namespace StackOperator.LocalServices.TestRuns;

/// <summary>The binaries that tests run.</summary>
public static class TestControlPlanes
{
    /// <summary>The genuine kube-apiserver and its etcd.</summary>
    /// <exception cref="LocalServiceException">They are not on this machine yet.</exception>
    public static ControlPlaneBinaries Genuine() =>
        ControlPlaneBinaries.Find() ?? throw new LocalServiceException("There is no kube-apiserver on this machine yet: run ./dev test or ./dev up once, they get it; or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver.");
}
