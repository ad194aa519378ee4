using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;

namespace Heimdall.Api.Access;

/// <summary>
/// Bounds how many wrong keys an address may try in a minute. Keys that have worked are let through all the same: a wrong key in one
/// program stops no other one behind the same address.
/// </summary>
internal sealed class FailedAuthentications : IDisposable
{
    public const int AllowedPerWindow = 30;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<string, byte> workedBefore = new(StringComparer.Ordinal);

    private readonly PartitionedRateLimiter<IPAddress> limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = AllowedPerWindow, Window = Window, QueueLimit = 0 }));

    /// <summary>True where the address has used up its wrong keys: this one is not even looked at.</summary>
    public bool Blocks(IPAddress address, byte[] keySha256) =>
        !workedBefore.ContainsKey(Convert.ToHexString(keySha256)) && limiter.GetStatistics(address) is { CurrentAvailablePermits: 0 };

    public void Worked(byte[] keySha256)
    {
        if (workedBefore.Count < MaxRemembered)
        {
            workedBefore.TryAdd(Convert.ToHexString(keySha256), 0);
        }
    }

    public void Failed(IPAddress address, byte[] keySha256)
    {
        workedBefore.TryRemove(Convert.ToHexString(keySha256), out _);
        limiter.AttemptAcquire(address).Dispose();
    }

    public void Dispose() => limiter.Dispose();
}
