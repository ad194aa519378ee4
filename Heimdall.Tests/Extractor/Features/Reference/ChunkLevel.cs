using System.Runtime.InteropServices;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>What a chunk's samples say without their order. Powers are linear, |x|² of full scale is 1.</summary>
/// <param name="MeanPower">P = mean |x|².</param>
/// <param name="PeakPower">max |x|².</param>
/// <param name="MeanSquaredPower">M₄ = mean |x|⁴.</param>
/// <param name="DcPower">|mean x|².</param>
/// <param name="RailFraction">Share of samples at the smallest or largest I or Q of the chunk, 0…1.</param>
/// <param name="ZeroFraction">Share of samples that are exactly 0, 0…1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ChunkLevel(
    double MeanPower, double PeakPower, double MeanSquaredPower, double DcPower, double RailFraction, double ZeroFraction)
{
    public static ChunkLevel Measure(ReadOnlySpan<float> interleaved)
    {
        var samples = interleaved.Length / 2;
        var (sumPower, sumSquaredPower, peak, sumI, sumQ, zeros) = (0.0, 0.0, 0.0, 0.0, 0.0, 0);
        var (i, q) = (Extremes.None, Extremes.None);
        for (var n = 0; n < interleaved.Length; n += 2)
        {
            i = i.With(interleaved[n]);
            q = q.With(interleaved[n + 1]);
            double real = interleaved[n], imaginary = interleaved[n + 1];
            var power = (real * real) + (imaginary * imaginary);
            sumI += real;
            sumQ += imaginary;
            sumPower += power;
            sumSquaredPower += power * power;
            peak = Math.Max(peak, power);
            zeros += power == 0 ? 1 : 0;
        }

        var (meanI, meanQ) = (sumI / samples, sumQ / samples);
        return new ChunkLevel(
            sumPower / samples,
            peak,
            sumSquaredPower / samples,
            (meanI * meanI) + (meanQ * meanQ),
            (double)CountAtRail(interleaved, i, q) / samples,
            (double)zeros / samples);
    }

    private static int CountAtRail(ReadOnlySpan<float> interleaved, Extremes i, Extremes q)
    {
        var count = 0;
        for (var n = 0; n < interleaved.Length; n += 2)
        {
            count += i.AreAt(interleaved[n]) || q.AreAt(interleaved[n + 1]) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The rails of one component. A component that is constant has none.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Extremes(float Smallest, float Largest)
    {
        public static Extremes None => new(float.PositiveInfinity, float.NegativeInfinity);

        public Extremes With(float value) => new(Math.Min(Smallest, value), Math.Max(Largest, value));

        public bool AreAt(float value) => Smallest < Largest && (value == Smallest || value == Largest);
    }
}
