using System.Runtime.InteropServices;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfIq;
using Heimdall.Extractor.Signal;
using Heimdall.Tests.Extractor.Features;

namespace Heimdall.Tests.Extractor.Signal;

/// <summary>Samples converted in the kernels' loads against the same samples as a float32 copy.</summary>
public sealed class SampleFormTests
{
    private const double SampleRateHz = 48_000;

    public static TheoryData<int, string> FormsByWidth
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var lanes in ((IEnumerable<object[]>)EveryWidth.Lanes).Select(row => (int)row[0]))
            {
                foreach (var form in Enum.GetNames<SampleForm>())
                {
                    data.Add(lanes, form);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Forms => [.. Enum.GetNames<SampleForm>()];

    [Theory]
    [MemberData(nameof(FormsByWidth))]
    public void Every_form_and_width_gives_the_statistics_and_densities_of_the_copy(int lanes, string name)
    {
        var form = Enum.Parse<SampleForm>(name);
        foreach (var samples in new[] { 1024, 1333, 4099 })
        {
            var (bytes, copy) = Samples(form, samples, seed: samples);
            var floats = new FloatSamples();
            var written = new WrittenSamples(bytes, form);
            var actual = EveryWidth.Statistics(lanes, form).Measure(written, floats);
            var expected = EveryWidth.Statistics(lanes).Measure(copy, floats);
            Assert.Equal(1, actual.MeanPower / expected.MeanPower, 1e-5);
            Assert.Equal(1, actual.PeakPower / expected.PeakPower, 1e-5);
            Assert.Equal(expected.PhaseSteps.Mean, actual.PhaseSteps.Mean, 1e-5);
            Assert.Equal(
                (expected.RailFraction, expected.ZeroFraction, expected.ZeroCrossings),
                (actual.RailFraction, actual.ZeroFraction, actual.ZeroCrossings));

            var length = WelchSegments.SamplesFor(samples);
            var (density, envelope) = (new double[length], new double[length / 2]);
            var (wantedDensity, wantedEnvelope) = (new double[length], new double[length / 2]);
            var welch = new WelchDensities(length, EveryWidth.Spectra(lanes, length, form));
            floats.Forget();
            var counts = welch.Estimate(written, floats, actual, SampleRateHz, density, envelope);
            Assert.Equal(
                new WelchDensities(length, EveryWidth.Spectra(lanes, length))
                    .Estimate(copy, floats, expected, SampleRateHz, wantedDensity, wantedEnvelope),
                counts);
            Assert.All(density.Zip(wantedDensity), pair => Assert.Equal(pair.Second, pair.First, 1e-5 * wantedDensity.Max()));
            Assert.All(envelope.Zip(wantedEnvelope), pair => Assert.Equal(pair.Second, pair.First, 1e-5 * wantedEnvelope.Max()));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_gives_the_features_of_the_copy(string name)
    {
        var form = Enum.Parse<SampleForm>(name);
        var set = new RfIqFeatureSet();
        var extractor = set.CreateExtractor(new RecordingContext(SampleRateHz, 2, null));
        var (actual, expected) = (new double[set.FeatureNames.Count], new double[set.FeatureNames.Count]);
        for (var seed = 0; seed < 20; seed++)
        {
            var (bytes, copy) = Samples(form, 9600 - (37 * seed), seed);
            extractor.Extract(new WrittenSamples(bytes, form), actual);
            extractor.Extract(copy, expected);
            Assert.Empty(new FeatureTolerances(SampleRateHz, copy.Length / 2, 2)
                .Differences(ChunkValues.Named(set, expected), ChunkValues.Named(set, actual))
                .Select(difference => $"seed {seed}: {difference}"));
        }
    }

    [Fact]
    public void Whole_numbers_of_a_few_steps_are_measured_as_well_as_loud_ones()
    {
        var (bytes, copy) = Samples(SampleForm.Int16, 4000, seed: 5, amplitude: 3 / 32768.0);
        var statistics = StatisticsPass.Widest(SampleForm.Int16).Measure(new WrittenSamples(bytes, SampleForm.Int16), new FloatSamples());
        Assert.Equal(1, statistics.MeanPower / ExactStatistics.MeanPower(copy), 1e-6);
        Assert.Equal(ExactStatistics.Magnitude(copy).ExcessKurtosis, statistics.Magnitude.ExcessKurtosis, 1e-4);
    }

    [Fact]
    public void A_form_that_a_kernel_was_not_made_for_is_refused()
    {
        var pass = StatisticsPass.Widest(SampleForm.Int16);
        Assert.Throws<ArgumentException>(() => pass.Measure(new float[2048], new FloatSamples()));
    }

    /// <summary>A tone in noise, some samples at full scale and a few of silence, as far as the form has any.</summary>
    private static (byte[] Bytes, float[] Copy) Samples(SampleForm form, int samples, int seed, double amplitude = 0.4)
    {
        var random = new Random(seed);
        var width = WrittenSamples.BytesPerComponent(form);
        var bytes = new byte[2 * samples * width];
        for (var n = 0; n < 2 * samples; n++)
        {
            var phase = 0.61 * (n / 2);
            var value = amplitude * ((n % 2 == 0 ? Math.Cos(phase) : Math.Sin(phase)) + (0.3 * ((2 * random.NextDouble()) - 1)));
            value = n / 2 % 400 == 7 ? 0 : value;
            Write(form, value * WrittenSamples.FullScale(form), bytes.AsSpan(n * width, width));
        }

        var copy = new float[2 * samples];
        new WrittenSamples(bytes, form).CopyTo(copy);
        return (bytes, copy);
    }

    private static void Write(SampleForm form, double value, Span<byte> target)
    {
        switch (form)
        {
            case SampleForm.Float32:
                MemoryMarshal.Write(target, (float)value);
                break;
            case SampleForm.Float64:
                MemoryMarshal.Write(target, value);
                break;
            case SampleForm.Int32:
                MemoryMarshal.Write(target, (int)value);
                break;
            case SampleForm.Int16:
                MemoryMarshal.Write(target, (short)Math.Round(value));
                break;
            case SampleForm.UInt16:
                MemoryMarshal.Write(target, (ushort)Math.Round(value + 32767.5));
                break;
            case SampleForm.Int8:
                MemoryMarshal.Write(target, (sbyte)Math.Round(value));
                break;
            case SampleForm.UInt8:
                MemoryMarshal.Write(target, (byte)Math.Round(value + 127.5));
                break;
            default:
                MemoryMarshal.Write(target, (byte)Math.Round(value + 128));
                break;
        }
    }
}
