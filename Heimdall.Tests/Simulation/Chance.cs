namespace Heimdall.Tests.Simulation;

/// <summary>Random numbers from a seed (SplitMix64, Steele, Lea and Flood 2014): the same ones on every machine and runtime.</summary>
internal sealed class Chance
{
    private ulong _state;

    public void Restart(long seed) => _state = (ulong)seed * 0xD1342543DE82EF95UL;

    /// <summary>From 0 to below the limit.</summary>
    public int Below(int limit) => (int)((NextBits() >> 32) * (ulong)limit >> 32);

    /// <summary>From the first to the second, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True so many times in ten thousand.</summary>
    public bool In10000(int times) => times > 0 && Below(10_000) < times;

    private ulong NextBits()
    {
        var bits = _state += 0x9E3779B97F4A7C15UL;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return bits ^ (bits >> 31);
    }
}
