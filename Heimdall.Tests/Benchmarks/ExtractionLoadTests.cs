using System.Text.Json;
using Heimdall.Benchmarks.Extract;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Extractor.Iq;
using Heimdall.Extractor.Signal;

namespace Heimdall.Tests.Benchmarks;

public sealed class ExtractionLoadTests
{
    private const double SampleRateHz = 20_000;
    private const int Samples = 20_000;

    public static TheoryData<string> RawDatatypes =>
        [.. IqDatatype.All.Where(type => type.Container == IqContainer.Raw).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(RawDatatypes))]
    public async Task The_synthetic_signal_is_the_same_in_every_datatype(string name)
    {
        var (wanted, actual) = (await ReadAsync("cf64_le"), await ReadAsync(name));

        // Half a step of eight bits, and where its zero lies.
        Assert.All(wanted.Zip(actual), pair => Assert.InRange(pair.First - pair.Second, -0.005, 0.005));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_load_counts_whole_passes_of_every_recording_that_is_worked_on(int sideBySide)
    {
        var load = new ExtractionLoad(Recording("ci16_le"), threads: 2, sideBySide);

        var work = await load.RunForAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.Equal((sideBySide * Samples, 5 * sideBySide), (work.Samples, work.Chunks));
        Assert.True(work.Wall > TimeSpan.Zero && work.Cpu > TimeSpan.Zero);
    }

    [Fact]
    public void The_figures_are_printed_under_their_names()
    {
        var work = new WorkDone(4_000_000, 100, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        using var json = JsonDocument.Parse(ExtractFigures.Of(work, 200_000).ToJson());

        Assert.Equal(
            ["msamples_per_s", "realtime_factor", "cpu_seconds", "features_per_s", "simd"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(2, json.RootElement.GetProperty("msamples_per_s").GetDouble());
        Assert.Equal(10, json.RootElement.GetProperty("realtime_factor").GetDouble());
        Assert.Equal(3, json.RootElement.GetProperty("cpu_seconds").GetDouble());
        Assert.Equal(50 * ExtractionLoad.FeaturesPerChunk, json.RootElement.GetProperty("features_per_s").GetDouble());
    }

    private static LoadedRecording Recording(string name)
    {
        Assert.True(IqDatatype.TryParse(name, out var datatype));
        return new LoadedRecording(SyntheticSignal.Write(datatype, Samples), datatype, SampleRateHz);
    }

    private static async Task<float[]> ReadAsync(string name)
    {
        await using var reader = await Recording(name).OpenAsync(CancellationToken.None);
        var interleaved = new float[2 * Samples];
        var bytes = new byte[Samples * reader.BytesPerSample];
        Assert.Equal(Samples, await reader.ReadAsync(bytes, CancellationToken.None));
        new WrittenSamples(bytes, reader.Form).CopyTo(interleaved);
        return interleaved;
    }
}
