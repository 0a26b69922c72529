using System.Text;

namespace StackOperator.Dev.TestRuns;

/// <summary>Picks the failed tests out of the lines that a test program prints, and hands each on as one block as soon as it is complete.</summary>
internal sealed class FailureStream(Action<string> show)
{
    private StringBuilder? _block;

    public void Add(string line)
    {
        if (line.StartsWith("failed ", StringComparison.Ordinal))
        {
            Flush();
            _block = new StringBuilder(line);
        }
        else if (_block is not null && (line.Length == 0 || char.IsWhiteSpace(line[0])))
        {
            _block.Append('\n').Append(line);
        }
        else
        {
            Flush();
        }
    }

    /// <summary>Shows what is still held.</summary>
    public void Flush()
    {
        if (_block is not null)
            show(_block.ToString().TrimEnd());
        _block = null;
    }
}
