using System.Net;
using System.Runtime.InteropServices;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.WholePath;

/// <summary>Signals whose truth is known, and files that are no signals, from upload to features.</summary>
[Collection(WholePathCollection.Name)]
public sealed class SyntheticTests(HeimdallSystem system)
{
    private const double SampleRateHz = 200_000;

    [Fact]
    public async Task A_tone_is_measured_where_and_as_strong_as_it_is()
    {
        var receiver = await system.ExtractAsync("cf32_le", SampleRateHz, Bytes(Tone(seconds: 1, frequencyHz: 12_345, amplitude: 0.1, noise: 0.001)));
        double Mean(string name) => receiver.GetProperty("features").GetProperty(name).GetProperty("mean").GetDouble();

        Assert.Equal(1, Mean("signal_present"));
        Assert.Equal(-20, Mean("rssi_dbfs"), 0.05);
        Assert.Equal(12_345, Mean("peak_frequency_hz"), 2.0);
        Assert.Equal(12_345, Mean("frequency_offset_lag1_hz"), 20.0);
        Assert.Equal(5, receiver.GetProperty("features").GetProperty("snr_db").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Digital_silence_is_no_error_and_no_signal()
    {
        var receiver = await system.ExtractAsync("cf32_le", SampleRateHz, new byte[8 * 40_000]);
        Assert.Equal("ok", receiver.GetProperty("status").GetString());
        Assert.Equal(0, receiver.GetProperty("features").GetProperty("signal_present").GetProperty("mean").GetDouble());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, receiver.GetProperty("features").GetProperty("rssi_dbfs").ValueKind);
    }

    [Fact]
    public async Task One_bad_recording_of_each_kind_is_a_row_and_takes_no_other_with_it()
    {
        var good = Tone(seconds: 0.4, frequencyHz: 5_000, amplitude: 0.2, noise: 0.01);
        var notFinite = (float[])good.Clone();
        notFinite[10_000] = float.NaN;
        var session = await system.CreateSessionAsync();
        var wanted = new Dictionary<Guid, string?>();

        async Task UploadAsync(string? code, string datatype, double? rate, byte[] content)
        {
            var station = await system.CreateStationAsync();
            await system.UploadAsync(session, station, datatype, rate, content);
            wanted[station] = code;
        }

        await UploadAsync(null, "cf32_le", SampleRateHz, Bytes(good));
        await UploadAsync("not_finite", "cf32_le", SampleRateHz, Bytes(notFinite));
        await UploadAsync("odd_byte_count", "cf32_le", SampleRateHz, Bytes(good)[..^3]);
        await UploadAsync("too_short", "cf32_le", SampleRateHz, Bytes(good)[..(8 * 1_000)]);
        await UploadAsync("bad_header", "wav", null, Bytes(good));
        await UploadAsync("truncated", "wav", null, Wav(good, rate: 200_000)[..^1_000]);
        await UploadAsync("sample_rate_mismatch", "wav", 48_000, Wav(good, rate: 200_000));
        await UploadAsync("datatype_mismatch", "ci16_le", SampleRateHz, Wav(good, rate: 200_000));
        await UploadAsync(null, "wav", null, Wav(good, rate: 200_000));
        var gone = await system.CreateStationAsync();
        wanted[gone] = "object_missing";
        await system.PostAsync(
            $"/api/v1/sessions/{session}/measurements",
            new { station_id = gone, iq_data_location = "2026/01/01/nowhere.cf32", sample_rate_hz = SampleRateHz, datatype = "cf32_le" },
            HttpStatusCode.Created);

        var status = await system.CompleteAndExtractAsync(session);
        var features = await system.GetAsync($"/api/v1/sessions/{session}/features");

        Assert.Equal("success", status.GetProperty("status").GetString());
        Assert.Equal(
            wanted.OrderBy(pair => pair.Key),
            features.GetProperty("receivers").EnumerateArray()
                .ToDictionary(receiver => receiver.GetProperty("station_id").GetGuid(), receiver => receiver.GetProperty("error_code").GetString())
                .OrderBy(pair => pair.Key));
        Assert.All(features.GetProperty("receivers").EnumerateArray(), receiver =>
            Assert.Equal(receiver.GetProperty("status").GetString() == "ok", receiver.GetProperty("error_message").ValueKind == System.Text.Json.JsonValueKind.Null));
        Assert.Equal(2, features.GetProperty("num_receivers_detected").GetInt32());

        var task = await system.PostAsync($"/api/v1/sessions/{session}/complete", null, HttpStatusCode.OK);
        var job = await system.GetAsync($"/api/v1/jobs/{task.GetProperty("feature_extraction_task_id").GetGuid()}");
        var statistics = job.GetProperty("statistics");
        Assert.Equal((10, 2, 8), (statistics.GetProperty("total").GetInt32(), statistics.GetProperty("success").GetInt32(), statistics.GetProperty("failed").GetInt32()));
        Assert.Equal(8, statistics.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Where_every_recording_is_bad_the_extraction_failed_and_says_so()
    {
        var session = await system.CreateSessionAsync();
        await system.UploadAsync(session, await system.CreateStationAsync(), "cf32_le", SampleRateHz, new byte[80]);
        var status = await system.CompleteAndExtractAsync(session);

        Assert.Equal("error", status.GetProperty("status").GetString());
        Assert.Contains("1024", status.GetProperty("error").GetString(), StringComparison.Ordinal);
        var features = await system.GetAsync($"/api/v1/sessions/{session}/features");
        Assert.True(features.GetProperty("extraction_failed").GetBoolean());
    }

    [Fact]
    public async Task The_statistics_add_up()
    {
        await system.ExtractAsync("cf32_le", SampleRateHz, Bytes(Tone(0.2, 1_000, 0.1, 0.01)));
        var statistics = await system.GetAsync("/api/v1/admin/features/stats");
        long Count(string name) => statistics.GetProperty(name).GetInt64();

        Assert.True(Count("recordings_with_features") >= 1);
        Assert.Equal(Count("total_recordings"), Count("recordings_with_features") + Count("queued") + Count("extracting") + Count("failed") + Count("missing"));
        Assert.Equal(Count("total_recordings"), Count("recordings_with_features") + Count("recordings_without_features"));
    }

    [Fact]
    public async Task A_batch_on_demand_runs_and_reports()
    {
        var task = await system.PostAsync("/api/v1/admin/features/batch-extract", new { batch_size = 10, max_batches = 2 }, HttpStatusCode.Accepted);
        System.Text.Json.JsonElement status = default;
        await Eventually.HoldsAsync(
            async () => (status = await system.GetAsync($"/api/v1/task-status/{task.GetProperty("task_id").GetGuid()}")).GetProperty("status").GetString() == "success",
            TimeSpan.FromSeconds(30),
            () => $"the batch runs: {status}");
        Assert.Equal(0, status.GetProperty("result").GetProperty("total_found").GetInt64());
    }

    private static float[] Tone(double seconds, double frequencyHz, double amplitude, double noise)
    {
        var random = new Random(20_260_101);
        var samples = new float[2 * (int)(seconds * SampleRateHz)];
        for (var n = 0; n < samples.Length / 2; n++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * frequencyHz * n / SampleRateHz);
            samples[2 * n] = (float)((amplitude * cos) + (noise * (random.NextDouble() - 0.5)));
            samples[(2 * n) + 1] = (float)((amplitude * sin) + (noise * (random.NextDouble() - 0.5)));
        }

        return samples;
    }

    private static byte[] Bytes(float[] samples) => MemoryMarshal.AsBytes<float>(samples).ToArray();

    private static byte[] Wav(float[] samples, int rate)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var bytes = samples.Length * sizeof(short);
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)2);
        writer.Write(rate);
        writer.Write(rate * 4);
        writer.Write((short)4);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        foreach (var sample in samples)
        {
            writer.Write((short)(sample * 32767));
        }

        return stream.ToArray();
    }
}
