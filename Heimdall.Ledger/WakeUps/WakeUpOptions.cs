namespace Heimdall.Ledger.WakeUps;

/// <summary>How wake-ups are sent and awaited.</summary>
public sealed record WakeUpOptions
{
    /// <summary>The most wake-ups under way without the broker's confirmation, 1 to 1,000.</summary>
    public int MaxUnconfirmed { get; init; } = 128;

    /// <summary>The longest a group of <see cref="MaxUnconfirmed"/> wake-ups may take, connecting included, 100 ms to 5 min.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Deliveries the broker may send ahead of their acknowledgements, 1 to 1,000.</summary>
    public ushort Prefetch { get; init; } = 16;

    /// <summary>The wait before the first attempt to reach a lost broker again, then doubling. 10 ms to 1 min.</summary>
    public TimeSpan FirstReconnectPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between attempts to reach a lost broker, up to 10 min.</summary>
    public TimeSpan MaxReconnectPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option and its range.</exception>
    internal void Validate()
    {
        Require(MaxUnconfirmed is >= 1 and <= 1000, nameof(MaxUnconfirmed), "1 to 1000");
        Require(ConfirmTimeout.TotalSeconds is >= 0.1 and <= 300, nameof(ConfirmTimeout), "100 ms to 5 min");
        Require(Prefetch is >= 1 and <= 1000, nameof(Prefetch), "1 to 1000");
        Require(FirstReconnectPause.TotalSeconds is >= 0.01 and <= 60, nameof(FirstReconnectPause), "10 ms to 1 min");
        Require(
            MaxReconnectPause >= FirstReconnectPause && MaxReconnectPause.TotalSeconds <= 600,
            nameof(MaxReconnectPause),
            "the first pause to 10 min");
    }

    private static void Require(bool isMet, string name, string range)
    {
        if (!isMet)
        {
            throw new ArgumentException($"WakeUps option {name} must be {range}", name);
        }
    }
}
