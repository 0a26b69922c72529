using System.Security.Cryptography;
using System.Text;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>Writes a replayed state down: parts are collected as slices first, so that the text is allocated once.</summary>
internal sealed class StateWriter
{
    private readonly List<ReadOnlyMemory<byte>> _parts = [];

    public static byte[] Write(ReplayedState state, JournalReplayContext context)
    {
        var writer = new StateWriter();
        writer.PutWrapper(state, context);
        return writer.Join();
    }

    private void PutWrapper(ReplayedState state, JournalReplayContext context)
    {
        if (state.Features.Count > 0)
        {
            Put("{\"version\":4,\"features\":["u8);
            Put(Encoding.UTF8.GetBytes(string.Join(',', state.Features.Select(f => $"\"{f}\""))));
            Put("],\"deployment\":"u8);
        }
        else
        {
            Put("{\"version\":3,\"deployment\":"u8);
        }

        PutDeployment(state, context);
        PutUnknown(state.Base.UnknownWrapperMembers);
        Put("}"u8);
    }

    private void PutDeployment(ReplayedState state, JournalReplayContext context)
    {
        Put("{\"manifest\":"u8);
        _parts.Add(Manifest(context));
        PutOptional("secrets_providers"u8, state.Base.SecretsProvider?.Raw ?? default);
        PutList("resources"u8, state.Resources, r => r.Raw);
        PutList("pending_operations"u8, state.PendingOperations, o => o.Raw);
        PutOptional("metadata"u8, state.Base.Metadata.IsEmpty ? "{}"u8.ToArray() : state.Base.Metadata);
        PutOptional("snippets"u8, state.Snippets);
        PutOptional("extensions"u8, state.Extensions);
        PutUnknown(state.Base.UnknownMembers);
        Put("}"u8);
    }

    private static byte[] Manifest(JournalReplayContext context)
    {
        var magic = context.CliVersion.Length == 0 ? string.Empty : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.CliVersion)));
        var time = context.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", System.Globalization.CultureInfo.InvariantCulture);
        return [.. Encoding.UTF8.GetBytes($"{{\"time\":\"{time}\",\"magic\":\"{magic}\",\"version\":"), .. JsonText.Quote(context.CliVersion), (byte)'}'];
    }

    private void PutList<T>(ReadOnlySpan<byte> name, List<T> items, Func<T, ReadOnlyMemory<byte>> raw)
    {
        if (items.Count == 0)
        {
            return;
        }

        PutName(name);
        Put("["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                _parts.Add(s_comma);
            }

            _parts.Add(raw(items[i]));
        }

        Put("]"u8);
    }

    private void PutOptional(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            PutName(name);
            _parts.Add(value);
        }
    }

    private void PutUnknown(List<ReadOnlyMemory<byte>> members)
    {
        foreach (var member in members)
        {
            _parts.Add(s_comma);
            _parts.Add(member);
        }
    }

    private void PutName(ReadOnlySpan<byte> name)
    {
        Put(",\""u8);
        Put(name);
        Put("\":"u8);
    }

    private void Put(ReadOnlySpan<byte> bytes) => _parts.Add(bytes.ToArray());

    private byte[] Join()
    {
        var length = _parts.Sum(p => (long)p.Length);
        if (length > Array.MaxLength)
        {
            throw new StateRefusedException(StateRefusalKind.TooLarge, "deployment", $"the state would have {length} bytes, at most {Array.MaxLength} are possible");
        }

        var text = new byte[length];
        var at = 0;
        foreach (var part in _parts)
        {
            part.Span.CopyTo(text.AsSpan(at));
            at += part.Length;
        }

        return text;
    }

    private static readonly byte[] s_comma = [(byte)','];
}
