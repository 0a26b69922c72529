namespace StackOperator.ControllerRuntime.Connection;

/// <summary>The identity a kubeconfig user acts as.</summary>
internal sealed record Impersonation(string User, IReadOnlyList<string> Groups, IReadOnlyDictionary<string, string> Extra)
{
    public void AddTo(HttpRequestMessage request)
    {
        request.Headers.Remove("Impersonate-User");
        request.Headers.Remove("Impersonate-Group");
        request.Headers.TryAddWithoutValidation("Impersonate-User", User);
        if (Groups.Count > 0)
            request.Headers.TryAddWithoutValidation("Impersonate-Group", Groups);
        foreach (var (key, value) in Extra)
        {
            var name = "Impersonate-Extra-" + Uri.EscapeDataString(key);
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
