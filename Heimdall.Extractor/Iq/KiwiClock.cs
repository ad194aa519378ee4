using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Iq;

/// <summary>
/// The true sample rate of a KiwiSDR file: samples over GNSS time, summed over the steps between neighbouring stamps. A step whose own
/// rate is more than 0.1 % from the header's is a jump (samples lost, a stale stamp) and is left out; where most steps are, the stamps
/// contradict the header, and what they say is the result.
/// </summary>
/// <param name="headerRateHz">The rate that the file's header says.</param>
internal sealed class KiwiClock(double headerRateHz)
{
    private const double JumpTolerance = 1e-3;
    private const int FewestContradictions = 4;
    private const long GpsWeekNanoseconds = 604_800_000_000_000;

    private KiwiStamp? _last;
    private Steps _steady;
    private Steps _jumps;

    /// <summary>Samples per second; null where the stamps do not say.</summary>
    public double? SampleRateHz => this switch
    {
        _ when _jumps.Count > _steady.Count && _jumps.Count >= FewestContradictions => _jumps.RateHz,
        _ when _steady.Count > 0 => _steady.RateHz,
        _ => null,
    };

    /// <summary>Reads the stamps of a whole file.</summary>
    /// <exception cref="IqDataException">The file is at fault.</exception>
    public static async ValueTask<double?> MeasureAsync(ByteSource bytes, WavFormat format, CancellationToken cancellationToken)
    {
        var chunks = await RiffChunks.OpenAsync(bytes, cancellationToken);
        var clock = new KiwiClock(format.SampleRateHz);
        var body = new byte[KiwiStamp.Bytes];
        var samples = 0L;
        while (await chunks.NextAsync(cancellationToken) is { } chunk)
        {
            if (chunk.Name == "data")
            {
                samples += chunk.Bytes / format.Coding.BytesPerSample;
            }
            else if (chunk.Name == "kiwi")
            {
                RequireStamp(chunk);
                await chunks.ReadBodyAsync(body, cancellationToken);
                clock.Add(KiwiStamp.Parse(body, samples));
            }
        }

        return clock.SampleRateHz;
    }

    /// <summary>Takes the next stamp in the file's order.</summary>
    public void Add(KiwiStamp stamp)
    {
        if (!stamp.IsUsable)
        {
            return;
        }

        if (_last is { } last && stamp.Sample > last.Sample)
        {
            var nanoseconds = stamp.GpsNanoseconds - last.GpsNanoseconds;
            nanoseconds += nanoseconds < -GpsWeekNanoseconds / 2 ? GpsWeekNanoseconds : 0;
            AddStep(stamp.Sample - last.Sample, nanoseconds);
        }

        _last = stamp;
    }

    private void AddStep(long samples, long nanoseconds)
    {
        if (nanoseconds <= 0)
        {
            return;
        }

        var ratio = samples * 1e9 / nanoseconds / headerRateHz;
        if (Math.Abs(ratio - 1) <= JumpTolerance)
        {
            _steady = _steady.With(samples, nanoseconds);
        }
        else
        {
            _jumps = _jumps.With(samples, nanoseconds);
        }
    }

    private static void RequireStamp(RiffChunk chunk)
    {
        if (chunk.Bytes < KiwiStamp.Bytes)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader, $"the 'kiwi' chunk at byte {chunk.StartByte} has {chunk.Bytes} bytes, expected {KiwiStamp.Bytes}");
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Steps(int Count, long Samples, long Nanoseconds)
    {
        public double RateHz => Samples * 1e9 / Nanoseconds;

        public Steps With(long samples, long nanoseconds) => new(Count + 1, Samples + samples, Nanoseconds + nanoseconds);
    }
}
