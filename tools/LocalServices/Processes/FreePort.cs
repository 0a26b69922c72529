using System.Net;
using System.Net.Sockets;

namespace StackOperator.LocalServices.Processes;

/// <summary>Free TCP ports of the loopback interface.</summary>
public static class FreePort
{
    // Below the ports that Linux gives to outgoing connections (from 32768): of those, any client may get one between the
    // moment it is chosen here and the one it is used.
    private const int Lowest = 12_000;
    private const int Highest = 32_000;
    private const int MaxTries = 1_000;

    /// <summary>Different ports that nobody listens on right now. Somebody may take one before it is used: starters retry.</summary>
    public static int[] Take(int count)
    {
        var listeners = new List<TcpListener>(count);
        try
        {
            for (var tries = 0; listeners.Count < count; tries++)
            {
                var listener = new TcpListener(IPAddress.Loopback, tries < MaxTries ? Random.Shared.Next(Lowest, Highest) : 0);
                try
                {
                    listener.Start();
                    listeners.Add(listener);
                }
                catch (SocketException) when (tries < MaxTries)
                {
                    listener.Dispose();
                }
            }

            return [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(l => l.Dispose());
        }
    }

    public static int Take() => Take(1)[0];

    /// <summary>Whether nobody listens on the port.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
