using System.Buffers;

namespace StackOperator.Store.Updates;

/// <summary>A stored state whose bytes lie in rented memory.</summary>
internal sealed record RentedCheckpoint(CheckpointRow Row, IMemoryOwner<byte> Memory);
