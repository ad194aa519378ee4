using System.Collections.Concurrent;

namespace Heimdall.Extractor.Pipeline;

/// <summary>Where an attempt's time went, summed over what was worked on side by side.</summary>
internal sealed class StageTimes(TimeProvider time)
{
    /// <summary>Opening, reading, hashing and decoding.</summary>
    public const string Load = "load";

    /// <summary>Computing the features of chunks.</summary>
    public const string Features = "features";

    /// <summary>Bringing what was made into the object store.</summary>
    public const string Publish = "publish";

    private readonly ConcurrentDictionary<string, double> _milliseconds = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, double> Milliseconds => _milliseconds;

    /// <summary>The mark of the first stage.</summary>
    public long Start() => time.GetTimestamp();

    /// <summary>Adds the time since <paramref name="mark"/> to a stage.</summary>
    /// <returns>The mark of the next stage.</returns>
    public long Add(string stage, long mark)
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(mark, now).TotalMilliseconds;
        _milliseconds.AddOrUpdate(stage, static (_, more) => more, static (_, sum, more) => sum + more, elapsed);
        return now;
    }
}
