using System.Net.Http.Headers;
using k8s.Authentication;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>A token that the client's own provider gets, such as an exec plugin; asked by one caller at a time.</summary>
internal sealed class ExecToken(Func<ITokenProvider> create) : ITokenSource, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ITokenProvider? _provider;

    public async ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await (_provider ??= create()).GetAuthenticationHeaderAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask<bool> RenewAsync(AuthenticationHeaderValue refused, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Another caller may have renewed it meanwhile.
            if (_provider is not null && !refused.Equals(await _provider.GetAuthenticationHeaderAsync(cancellationToken)))
                return true;
            _provider = create();
            return !refused.Equals(await _provider.GetAuthenticationHeaderAsync(cancellationToken));
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
