using System.Buffers.Binary;
using System.Globalization;
using Heimdall.Tests.Api;

namespace Heimdall.Tests.Browser.Running;

/// <summary>What the stations of the tests hear, as ci16_le. 0 dBFS is |x| = 1.</summary>
internal static class Airwaves
{
    public const int SampleRateHz = 48_000;
    public const long FrequencyHz = 145_675_000;

    // Noise at −60 dBFS over the whole sample rate, the same on every run.
    private const double NoiseAmplitude = 1e-3;
    private const int Seed = 20_261_122;

    /// <summary>A tone in noise, heard from one time to another.</summary>
    public static byte[] Tone(double offsetHz, double seconds = 2, double fromSeconds = 0, double toSeconds = double.PositiveInfinity, double amplitude = 0.1) =>
        Samples(seconds, n =>
        {
            var t = n / (double)SampleRateHz;
            var (sin, cos) = Math.SinCos(Math.Tau * offsetHz * t);
            return t >= fromSeconds && t < toSeconds ? (amplitude * cos, amplitude * sin) : (0, 0);
        });

    /// <summary>Nothing but noise.</summary>
    public static byte[] Noise(double seconds = 2) => Samples(seconds, _ => (0, 0));

    /// <summary>Fewer samples than one chunk can be made of: data at fault.</summary>
    public static byte[] TooShort() => Samples(0.01, _ => (0, 0));

    /// <summary>Samples of any signal, with the noise of every receiver added.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="signal">I and Q at a sample.</param>
    /// <param name="noise">Amplitude of the noise in I and in Q.</param>
    /// <param name="seed">Of the noise.</param>
    public static byte[] Samples(double seconds, Func<int, (double I, double Q)> signal, double noise = NoiseAmplitude, int seed = Seed)
    {
        var random = new Random(seed);
        var count = (int)(seconds * SampleRateHz);
        var bytes = new byte[count * 2 * sizeof(short)];
        for (var n = 0; n < count; n++)
        {
            // Box and Muller: one draw gives two independent normal numbers.
            var radius = noise * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sin, cos) = Math.SinCos(Math.Tau * random.NextDouble());
            var (i, q) = signal(n);
            Write(bytes.AsSpan(n * 2 * sizeof(short)), i + (radius * cos));
            Write(bytes.AsSpan(((n * 2) + 1) * sizeof(short)), q + (radius * sin));
        }

        return bytes;
    }

    /// <summary>Records for the caller: a station with this name hears these samples in the session.</summary>
    /// <returns>The measurement.</returns>
    public static async Task<Guid> RecordAsync(this ApiClient who, Guid session, Guid station, byte[] samples) =>
        (await who.UploadAsync(session, string.Create(CultureInfo.InvariantCulture, $"station_id={station}&sample_rate_hz={SampleRateHz}&datatype=ci16_le"), samples))
        .Expect(201).GetProperty("id").GetGuid();

    /// <summary>A station in the north-west of Italy.</summary>
    public static async Task<Guid> CreateStationAsync(this ApiClient who, string name, double latitude = 45.04, double longitude = 7.67) =>
        (await who.PostAsync("/api/v1/stations", new { name, latitude, longitude, dc_guard_bins = 0 })).Expect(201).GetProperty("id").GetGuid();

    /// <summary>A session that is being recorded.</summary>
    public static async Task<Guid> CreateSessionAsync(this ApiClient who, string name, string? notes = null, long frequencyHz = FrequencyHz) =>
        (await who.PostAsync("/api/v1/sessions", new { name, notes, frequency_hz = frequencyHz })).Expect(201).GetProperty("id").GetGuid();

    /// <summary>Ends the session, which queues its extraction.</summary>
    /// <returns>The job of rf.iq.</returns>
    public static async Task<Guid> CompleteAsync(this ApiClient who, Guid session) =>
        (await who.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200).GetProperty("feature_extraction_task_id").GetGuid();

    /// <summary>Waits for the end of a job, whichever it is.</summary>
    /// <returns>The state it ended in.</returns>
    public static async Task<string> EndOfJobAsync(this ApiClient who, Guid job)
    {
        var status = "";
        await Servers.Eventually.HoldsAsync(
            async () => (status = (await who.GetAsync($"/api/v1/jobs/{job}")).Expect(200).GetProperty("status").GetString()) is "completed" or "failed" or "cancelled",
            TimeSpan.FromSeconds(60),
            () => $"job {job} ends; it is {status}");
        return status ?? "";
    }

    /// <summary>Waits until nothing is queued or at work: lists stand still then.</summary>
    public static Task AllJobsEndAsync(this ApiClient who) => Servers.Eventually.HoldsAsync(
        async () => await CountAsync(who, "queued") + await CountAsync(who, "extracting") == 0, TimeSpan.FromSeconds(60), () => "all jobs end");

    private static async Task<int> CountAsync(ApiClient who, string status) =>
        (await who.GetAsync($"/api/v1/jobs?status={status}&limit=1")).Expect(200).GetProperty("items").GetArrayLength();

    private static void Write(Span<byte> bytes, double value) =>
        BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)Math.Clamp(Math.Round(value * 32768), short.MinValue, short.MaxValue));
}
