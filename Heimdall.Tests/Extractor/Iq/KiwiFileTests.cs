using Heimdall.Extractor.Iq;

namespace Heimdall.Tests.Extractor.Iq;

public sealed class KiwiFileTests
{
    private const double TrueRateHz = 12000.432;
    private const int SamplesPerStamp = 512;

    [Fact]
    public async Task All_data_chunks_are_read_and_the_true_rate_comes_from_the_stamps()
    {
        var components = IqFiles.Components(20 * SamplesPerStamp);
        var source = IqFiles.Source("wav", Kiwi(components, Steady), sampleRateHz: 12000);
        await using var reader = await IqReader.OpenAsync(source, CancellationToken.None);
        Assert.Equal(TrueRateHz, reader.SampleRate.TrueHz, 1e-3);
        Assert.Equal(12000, reader.SampleRate.NominalHz);
        Assert.Equal("gnss", reader.SampleRate.SourceName);
        Assert.Equal(components.Length, (await IqFiles.ReadAllAsync(reader)).Length);
    }

    [Fact]
    public async Task Stamps_before_the_first_solution_are_ignored() =>
        Assert.Equal(TrueRateHz, await RateAsync(n => n < 3 ? (0, 0) : Steady(n)), 1e-3);

    [Fact]
    public async Task Stale_first_stamps_are_ignored() =>
        Assert.Equal(TrueRateHz, await RateAsync(n => n < 3 ? ((byte)255, 1000 + (n * 0.04)) : Steady(n)), 1e-3);

    [Fact]
    public async Task A_jump_in_time_is_left_out() =>
        Assert.Equal(TrueRateHz, await RateAsync(n => (1, Steady(n).Seconds + (n < 10 ? 0 : 0.37))), 1e-3);

    [Fact]
    public async Task The_end_of_the_gps_week_is_no_jump() =>
        Assert.Equal(TrueRateHz, await RateAsync(n => (1, (Steady(n).Seconds + 604_800 - 5000.4) % 604_800)), 1e-3);

    [Fact]
    public async Task Without_a_solution_the_header_is_all_there_is()
    {
        await using var reader = await IqReader.OpenAsync(
            IqFiles.Source("wav", Kiwi(IqFiles.Components(10 * SamplesPerStamp), _ => (255, 0)), sampleRateHz: null), CancellationToken.None);
        Assert.Equal((12000, "header"), (reader.SampleRate.TrueHz, reader.SampleRate.SourceName));
    }

    [Fact]
    public async Task Stamps_that_contradict_the_header_are_a_mismatch()
    {
        var bytes = Kiwi(IqFiles.Components(20 * SamplesPerStamp), n => (1, 5000 + (n * SamplesPerStamp / 20250.0)));
        var failure = await IqFiles.FailsAsync(IqFiles.Source("wav", bytes, sampleRateHz: 12000));
        Assert.Equal(IqDataError.SampleRateMismatch, failure.Code);
        Assert.Contains("GNSS time stamps give 20250", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stamp_too_short_is_a_bad_header()
    {
        byte[] chunks =
        [
            .. IqFiles.Chunk("fmt ", IqFiles.Format(1, 16, 12000)), .. IqFiles.Chunk("kiwi", new byte[8]),
            .. IqFiles.Chunk("data", new byte[8000]),
        ];
        Assert.Equal(IqDataError.BadHeader, (await IqFiles.FailsAsync(IqFiles.Source("wav", IqFiles.Riff(chunks), sampleRateHz: null))).Code);
    }

    [Fact]
    public async Task A_file_cut_or_damaged_anywhere_fails_by_name_or_reads()
    {
        var whole = Kiwi(IqFiles.Components(4 * SamplesPerStamp), Steady);
        for (var length = 0; length < whole.Length; length += length < 300 ? 1 : 29)
        {
            Assert.Equal(IqDataError.Truncated, (await IqFiles.FailsAsync(IqFiles.Source("wav", whole[..length], sampleRateHz: null))).Code);
        }

        var random = new Random(20251207);
        var failures = 0;
        for (var round = 0; round < 2000; round++)
        {
            var damaged = whole.ToArray();
            for (var hits = random.Next(1, 4); hits > 0; hits--)
            {
                damaged[random.Next(0, 100)] = (byte)random.Next(256);
            }

            var failure = await Record.ExceptionAsync(() => IqFiles.ReadAllAsync(IqFiles.Source("wav", damaged, sampleRateHz: null)));
            Assert.True(failure is null or IqDataException, $"round {round}: {failure}");
            failures += failure is null ? 0 : 1;
        }

        Assert.InRange(failures, 500, 1999);
    }

    private static (byte FixAgeSeconds, double Seconds) Steady(int stamp) => (2, 5000 + (stamp * SamplesPerStamp / TrueRateHz));

    private static async Task<double> RateAsync(Func<int, (byte FixAgeSeconds, double Seconds)> stamp)
    {
        var source = IqFiles.Source("wav", Kiwi(IqFiles.Components(40 * SamplesPerStamp), stamp), sampleRateHz: 12000);
        await using var reader = await IqReader.OpenAsync(source, CancellationToken.None);
        Assert.Equal(SampleRateSource.Gnss, reader.SampleRate.Source);
        return reader.SampleRate.TrueHz;
    }

    private static byte[] Kiwi(float[] components, Func<int, (byte FixAgeSeconds, double Seconds)> stamp)
    {
        var data = IqFiles.Raw("ci16", components);
        var chunks = IqFiles.Chunk("fmt ", IqFiles.Format(1, 16, 12000)).ToList();
        foreach (var (body, n) in data.Chunk(4 * SamplesPerStamp).Select((body, n) => (body, n)))
        {
            var (fixAgeSeconds, seconds) = stamp(n);
            chunks.AddRange(IqFiles.Chunk("kiwi", IqFiles.KiwiStamp(fixAgeSeconds, seconds)));
            chunks.AddRange(IqFiles.Chunk("data", body));
        }

        return IqFiles.Riff([.. chunks]);
    }
}
