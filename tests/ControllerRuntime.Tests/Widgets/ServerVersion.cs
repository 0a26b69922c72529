namespace StackOperator.ControllerRuntime.Tests.Widgets;

/// <summary>The API servers every test of behaviour runs against.</summary>
public enum ServerVersion
{
    /// <summary>kube-apiserver 1.20.2.</summary>
    Genuine,

    /// <summary>Upstream 1.36 API machinery.</summary>
    Newest,
}
