using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Waterfalls;
using Heimdall.Tests.Extractor.Features;
using Heimdall.Tests.Extractor.Signal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heimdall.Tests.Extractor.Pipeline.Waterfalls;

/// <summary>From a recording's bytes to its objects in a real store.</summary>
public sealed class WaterfallExtractionTests : IDisposable
{
    private static readonly FeatureSetId Waterfall = new(WaterfallFormat.FeatureSet, 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("heimdall-test-waterfall-").FullName;
    private readonly IObjectStore _store;

    public WaterfallExtractionTests() =>
        _store = ObjectStore.Open($"Endpoint=file://{_folder}", new ObjectStoreOptions(), TimeProvider.System, NullLoggerFactory.Instance);

    private IReadOnlyList<string> Objects => [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_tone_lights_its_bin_at_its_level_above_noise_at_its_own()
    {
        // 20 s at 12 kHz: −20 dBFS at 50 bins below the centre, noise of −60 dBFS over all bins.
        const int samples = 240_000;
        var iq = SyntheticSignal.Tone(samples, 0.1, -50.0 / 512).Plus(SyntheticSignal.Noise(samples, 1e-6, seed: 1));
        var (key, manifest) = await MakeAsync(iq, 12_000);

        Assert.Equal([(0, 468, 1)], manifest.Levels.Select(level => (level.Level, level.Rows, level.Tiles)));
        Assert.Equal((512, 2400, 100, 240_000), (manifest.RowSamples, manifest.ChunkSamples, manifest.Chunks, manifest.Samples));
        Assert.Equal(512 / 12_000.0, manifest.Levels[0].RowSeconds, 1e-12);
        var tile = await TileAsync(key, 0, 0);
        Assert.Equal(468 * 512, tile.Length);
        for (var row = 0; row < 468; row++)
        {
            var values = tile.AsSpan(row * 512, 512).ToArray();
            Assert.Equal(256 - 50, Array.IndexOf(values, values.Max()));
            Assert.Equal(-20 - (10 * Math.Log10(1.5)), WaterfallTile.DecibelOf(values[206]), 0.6);
        }

        // Of a mean over rows: the logarithm of one alone lies 2.5 dB lower.
        var noise = Enumerable.Range(0, 512).Where(bin => Math.Abs(bin - 206) > 3).Average(bin => Math.Pow(10, manifest.MeanPsdDb[bin] / 10));
        Assert.Equal(-60 - (10 * Math.Log10(12_000)), 10 * Math.Log10(noise), 0.1);
        var exact = RowSpectraTests.ExactRows(iq, 512);
        Assert.All(Enumerable.Range(0, 512), bin => Assert.Equal(
            10 * Math.Log10(Enumerable.Range(0, 468).Average(row => exact[(row * 512) + bin]) * 512 / 12_000), manifest.MeanPsdDb[bin], 0.011));
        Assert.All(Enumerable.Range(0, 512), bin => Assert.Equal(
            10 * Math.Log10(Enumerable.Range(0, 468).Max(row => exact[(row * 512) + bin]) * 512 / 12_000), manifest.MaxPsdDb[bin], 0.011));
        Assert.All(Enumerable.Range(0, tile.Length), at => Assert.Equal(Math.Max(-150, 10 * Math.Log10(exact[at])), WaterfallTile.DecibelOf(tile[at]), 0.32));
    }

    [Fact]
    public async Task Coarser_levels_are_means_and_the_last_tiles_are_as_long_as_they_are()
    {
        // 1,300 rows and a rest.
        var iq = SyntheticSignal.Noise((1300 * 512) + 200, 0.01, seed: 2);
        var (key, manifest) = await MakeAsync(iq, 20_000);

        Assert.Equal([(1300, 3), (650, 2), (325, 1)], manifest.Levels.Select(level => (level.Rows, level.Tiles)));
        var exact = RowSpectraTests.ExactRows(iq, 512);
        foreach (var level in manifest.Levels)
        {
            var rows = new List<byte>();
            for (var index = 0; index < level.Tiles; index++)
            {
                var tile = await TileAsync(key, level.Level, index);
                Assert.Equal(Math.Min(512, level.Rows - (512 * index)) * 512, tile.Length);
                rows.AddRange(tile);
            }

            var together = 1 << level.Level;
            for (var row = 0; row < level.Rows; row += 17)
            {
                for (var bin = 0; bin < 512; bin += 5)
                {
                    var mean = Enumerable.Range(row * together, together).Average(n => exact[(n * 512) + bin]);
                    Assert.Equal(10 * Math.Log10(mean), WaterfallTile.DecibelOf(rows[(row * 512) + bin]), 0.31);
                }
            }

            Assert.Null(await new WaterfallObjects(_store).OpenTileAsync(key, level.Level, level.Tiles, default));
        }
    }

    [Fact]
    public async Task Chunks_are_those_of_rf_iq()
    {
        // More than one object of chunks, and a shorter last one.
        var iq = SyntheticSignal.Noise((70 * 4000) + 1500, 0.01, seed: 3);
        var features = Assert.IsType<ReceiverResult.Ok>(await ExtractAsync(Recorded(iq, 20_000), RecordingExtraction.RfIq.Id));
        var block = ChunkBlock.Decode(Assert.Single(features.Blocks));
        var (key, manifest) = await MakeAsync(iq, 20_000);

        Assert.Equal(block.Count, manifest.Chunks);
        var objects = new WaterfallObjects(_store);
        for (var chunk = 0; chunk < block.Count; chunk++)
        {
            var preview = await objects.ReadChunkAsync(key, chunk, default);
            Assert.Equal((block.StartSamples[chunk], block.Samples[chunk]), preview is null ? default : (preview.StartSample, preview.Samples));
            Assert.Equal(-20 - (10 * Math.Log10(20_000)), 10 * Math.Log10(preview!.PsdDb.Average(density => Math.Pow(10, density / 10))), 1.0);
            Assert.True(preview.EnvelopeMin.Zip(preview.EnvelopeMax).All(part => part.First <= part.Second));
        }

        Assert.Null(await objects.ReadChunkAsync(key, block.Count, default));
    }

    [Fact]
    public async Task The_same_bytes_again_are_read_and_not_painted_again()
    {
        var iq = SyntheticSignal.Noise(100_000, 0.01, seed: 4);
        await MakeAsync(iq, 20_000);
        var objects = Objects;
        var times = objects.Select(File.GetLastWriteTimeUtc).ToList();

        var again = Assert.IsType<ReceiverResult.Ok>(await ExtractAsync(Recorded(iq, 20_000) with { MeasurementId = Guid.NewGuid() }));

        Assert.Equal(800_000, again.Facts.IqBytes);
        Assert.Equal(objects, Objects);
        Assert.Equal(times, Objects.Select(File.GetLastWriteTimeUtc));
    }

    [Fact]
    public async Task What_an_attempt_left_behind_is_made_whole()
    {
        var iq = SyntheticSignal.Noise(600 * 512, 0.01, seed: 5);
        var (key, _) = await MakeAsync(iq, 20_000);
        var whole = Objects;
        await _store.DeleteAsync(key.Manifest, default);
        await _store.DeleteAsync(key.Tile(0, 1), default);

        await MakeAsync(iq, 20_000);
        Assert.Equal(whole, Objects);
    }

    [Fact]
    public async Task Other_bytes_than_were_uploaded_make_no_picture()
    {
        var iq = SyntheticSignal.Noise(100_000, 0.01, seed: 6);
        var failed = Assert.IsType<ReceiverResult.Failed>(await ExtractAsync(Recorded(iq, 20_000) with { Sha256 = new byte[32] }));
        Assert.Equal("hash_mismatch", failed.ErrorCode);
        Assert.Empty(Objects);

        // Nor is the picture of the right ones taken for theirs.
        var right = Recorded(SyntheticSignal.Noise(100_000, 0.01, seed: 7), 20_000);
        await ExtractAsync(right);
        var objects = Objects;
        failed = Assert.IsType<ReceiverResult.Failed>(await ExtractAsync(Recorded(iq, 20_000) with { Sha256 = right.Sha256 }));
        Assert.Equal("hash_mismatch", failed.ErrorCode);
        Assert.Equal(objects, Objects);
    }

    [Fact]
    public async Task A_recording_whose_hash_nobody_knew_has_its_picture_under_the_one_it_has()
    {
        var iq = SyntheticSignal.Noise(50_000, 0.01, seed: 8);
        var ok = Assert.IsType<ReceiverResult.Ok>(await ExtractAsync(Recorded(iq, 20_000) with { Sha256 = null, Bytes = null }));
        Assert.NotNull(await new WaterfallObjects(_store).ReadManifestAsync(KeyOf(ok, "cf32_le"), default));
    }

    [Fact]
    public async Task Bad_data_fails_as_it_does_for_features()
    {
        foreach (var bad in new[] { TestRecording.NotFinite(), TestRecording.TooShort(), TestRecording.OddByteCount(), TestRecording.Truncated(), TestRecording.Replaced() })
        {
            var recording = new Recording(
                Guid.NewGuid(), bad.Name, TestRecording.Datatype, TestRecording.SampleRateHz, bad.Bytes, bad.Sha256, 2, null,
                (_, _) => Task.FromResult<Stream>(new MemoryStream(bad.Stored!)));
            var wanted = Assert.IsType<ReceiverResult.Failed>(await ExtractAsync(recording, RecordingExtraction.RfIq.Id));
            var failed = Assert.IsType<ReceiverResult.Failed>(await ExtractAsync(recording));
            Assert.Equal((wanted.ErrorCode, wanted.ErrorMessage), (failed.ErrorCode, failed.ErrorMessage));
        }

        Assert.Empty(Objects);
    }

    [Fact]
    public async Task Silence_is_a_picture_too()
    {
        var (key, manifest) = await MakeAsync(new float[2 * 4096], 20_000);
        Assert.All(await TileAsync(key, 0, 0), value => Assert.Equal(0, value));
        Assert.All(manifest.MeanPsdDb, density => Assert.Equal(WaterfallFormat.NoDensityDb, density));
    }

    [CapturesFact]
    public async Task Real_captures_have_the_density_of_a_plain_average()
    {
        foreach (var name in Captures.Names.Where(name => new FileInfo(Captures.SamplesPath(name)).Length < 2 << 20))
        {
            var (iq, rate) = (Captures.Samples(name), Captures.Expected(name).SampleRateHz);
            var (key, manifest) = await MakeAsync(iq, rate);
            Assert.Equal(Captures.Expected(name).ChunkSamples.Count, manifest.Chunks);
            var exact = RowSpectraTests.ExactRows(iq, 512);
            var rows = (int)((iq.Length / 2) - Captures.Expected(name).SamplesDropped) / 512;
            var strongest = manifest.MeanPsdDb.Max();
            for (var bin = 0; bin < 512; bin++)
            {
                var wanted = 10 * Math.Log10(Enumerable.Range(0, rows).Average(row => exact[(row * 512) + bin]) * 512 / rate);
                Assert.True(Math.Abs(wanted - manifest.MeanPsdDb[bin]) < 0.02 || wanted < strongest - 110, $"{name}, bin {bin}: {manifest.MeanPsdDb[bin]} and not {wanted}");
            }

            Assert.NotEmpty(await TileAsync(key, manifest.Levels[^1].Level, 0));
        }
    }

    private async Task<(WaterfallKey Key, WaterfallManifest Manifest)> MakeAsync(float[] iq, double sampleRateHz)
    {
        var recording = Recorded(iq, sampleRateHz);
        var made = Assert.IsType<ReceiverResult.Ok>(await ExtractAsync(recording));
        Assert.Empty(made.Features);
        Assert.Empty(made.Blocks);
        var key = KeyOf(made, recording.Datatype);
        return (key, await new WaterfallObjects(_store).ReadManifestAsync(key, default) ?? throw new InvalidOperationException("There is no manifest."));
    }

    private Task<ReceiverResult> ExtractAsync(Recording recording, FeatureSetId? set = null) =>
        new RecordingExtraction(TimeProvider.System, new ComputingCores(2), new WaterfallObjects(_store)).ExtractAsync(
            recording, set ?? Waterfall, static _ => { }, new StageTimes(TimeProvider.System), CancellationToken.None);

    private async Task<byte[]> TileAsync(WaterfallKey key, int level, int index)
    {
        await using var stream = await new WaterfallObjects(_store).OpenTileAsync(key, level, index, default) ?? throw new InvalidOperationException("There is no such tile.");
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static WaterfallKey KeyOf(ReceiverResult.Ok made, string datatype) => new(1, made.Facts.IqSha256, datatype, made.Facts.SampleRateHz);

    private static Recording Recorded(float[] iq, double sampleRateHz)
    {
        var bytes = MemoryMarshal.AsBytes<float>(iq).ToArray();
        return new Recording(
            Guid.NewGuid(), "generated", "cf32_le", sampleRateHz, bytes.Length, SHA256.HashData(bytes), DcGuardBins: 2, null,
            (_, _) => Task.FromResult<Stream>(new MemoryStream(bytes)));
    }
}
