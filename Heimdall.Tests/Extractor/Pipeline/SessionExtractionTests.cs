using System.Text.Json;
using System.Text.RegularExpressions;
using Heimdall.Extractor;
using Heimdall.Ledger;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Ledger;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.Extractor.Pipeline;

/// <summary>From a completed session to its rows, by a worker as it runs, against a real database and real files.</summary>
public sealed partial class SessionExtractionTests(WorkerScenario scenario) : IClassFixture<WorkerScenario>
{
    [Fact]
    public async Task Every_receiver_has_its_row_and_a_bad_one_takes_no_other_with_it()
    {
        var session = await scenario.CompleteSessionAsync(
            TestRecording.Tone(), TestRecording.Noise(), TestRecording.NotFinite(), TestRecording.Missing(), TestRecording.OddByteCount(),
            TestRecording.TooShort(), TestRecording.Truncated(), TestRecording.Replaced());
        await using var worker = scenario.NewWorker(new ExtractionOptions { Slots = 1, MeasurementsInParallel = 3 });

        Assert.Equal(1, await worker.WorkOffAllAsync());

        var receivers = await scenario.Ledger.Features.ListReceiversAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None);
        Assert.Equal(
            [
                ("missing", "object_missing"), ("noise", null), ("not finite", "not_finite"), ("odd", "odd_byte_count"),
                ("replaced", "hash_mismatch"), ("tone", null), ("too short", "too_short"), ("truncated", "truncated"),
            ],
            receivers.Select(receiver => (receiver.StationName[..receiver.StationName.LastIndexOf(' ')], receiver.ErrorCode)));
        Assert.StartsWith("IQ file not found: 1970/", Assert.Single(receivers, receiver => receiver.ErrorCode == "object_missing").ErrorMessage, StringComparison.Ordinal);
        Assert.All(
            receivers.Where(receiver => receiver.ErrorCode is not (null or "object_missing")),
            receiver => Assert.StartsWith("Invalid IQ data format: ", receiver.ErrorMessage, StringComparison.Ordinal));

        var job = await scenario.JobOfAsync(session);
        Assert.Equal((JobStatus.Completed, 100, 1), (job.Status, job.Progress, job.Attempt));
        var statistics = LedgerJson.Read<JobStatistics>(job.Statistics!.Value);
        Assert.Equal((8, 2, 6), (statistics.Total, statistics.Success, statistics.Failed));
        Assert.Equal(6, statistics.Errors.Count);
        Assert.Equal(1, (await scenario.FeaturesOfAsync(session))?.NumReceiversDetected);
        await scenario.Ledger.StatisticsAsync();
    }

    [Fact]
    public async Task A_session_says_what_its_receivers_say_together()
    {
        var session = await scenario.CompleteSessionAsync(TestRecording.Tone(seed: 1), TestRecording.Tone(seed: 2), TestRecording.Noise());
        await using var worker = scenario.NewWorker();
        await worker.WorkOffAllAsync();

        var features = await scenario.FeaturesOfAsync(session);
        var receivers = (await scenario.Ledger.Features.ListReceiversAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None))
            .Select(receiver => receiver.Features!.Value).Where(values => Mean(values, "signal_present") == 1).ToList();
        Assert.Equal(2, receivers.Count);
        Assert.Equal(2, features!.NumReceiversDetected);
        Assert.Equal(receivers.Average(values => Mean(values, "snr_db")), features.MeanSnrDb!.Value, 1e-9);
        Assert.Equal(receivers.Average(values => Mean(values, "confidence_score")), features.OverallConfidence, 1e-9);

        var metadata = LedgerJson.Read<ExtractionMetadata>(features.ExtractionMetadata);
        Assert.Equal(("recorded", session.Id), (metadata.ExtractionMethod, metadata.RecordingSessionId));
        Assert.Equal((1000.0, 20_000.0), (metadata.IqDurationMs, metadata.SampleRateHz));
        Assert.Equal((15L, 200.0), (metadata.NumChunks, metadata.ChunkDurationMs));
    }

    [Fact]
    public async Task What_reading_the_file_told_is_kept_with_the_measurement()
    {
        var recording = TestRecording.Tone(samples: 20_500);
        var session = await scenario.CompleteSessionAsync(recording with { Bytes = null, Sha256 = null });
        await using var worker = scenario.NewWorker();
        await worker.WorkOffAllAsync();

        var measurement = Assert.Single(await scenario.Ledger.Measurements.ListAsync(session.Id, CancellationToken.None));
        Assert.Equal((20_500L, 8L * 20_500, "declared", 20_000.0), (measurement.Samples, measurement.IqBytes, measurement.SampleRateSource, measurement.SampleRateHz));
        Assert.Equal(recording.Sha256, measurement.IqSha256);
        var block = Assert.Single(await scenario.Ledger.Features.ListBlocksAsync(measurement.Id, LedgerScenario.RfIq, 0, 100, CancellationToken.None));
        Assert.Equal([0L, 4000, 8000, 12_000, 16_000], block.StartSamples);
    }

    [Fact]
    public async Task A_session_all_of_whose_data_is_at_fault_fails_once_and_for_all()
    {
        var session = await scenario.CompleteSessionAsync(TestRecording.Missing(), TestRecording.NotFinite());
        await using var worker = scenario.NewWorker();
        await worker.WorkOffAllAsync();

        var job = await scenario.JobOfAsync(session);
        Assert.Equal((JobStatus.Failed, JobErrorKind.Data, 1), (job.Status, job.ErrorKind, job.Attempt));
        Assert.StartsWith("None of 2 recordings could be extracted", job.ErrorMessage, StringComparison.Ordinal);
        Assert.True((await scenario.FeaturesOfAsync(session))?.ExtractionFailed);
        Assert.Equal(0, await worker.WorkOffAllAsync());
        await scenario.Ledger.StatisticsAsync();
    }

    [Fact]
    public async Task The_log_says_what_people_look_for()
    {
        var session = await scenario.CompleteSessionAsync(TestRecording.Tone(), TestRecording.Missing());
        await using var worker = scenario.NewWorker();
        await worker.WorkOffAllAsync();

        var lines = worker.Log.Lines.Where(line => line.Level >= LogLevel.Information).Select(line => line.Text).ToList();
        Assert.Contains($"Starting feature extraction for recording session {session.Id}", lines);
        Assert.Contains(lines, Extracted().IsMatch);
        Assert.Contains("Feature extraction complete: 1 success, 1 failed", lines);
    }

    [Fact]
    public async Task An_attempt_says_where_its_time_went()
    {
        var session = await scenario.CompleteSessionAsync(TestRecording.Tone());
        await using var worker = scenario.NewWorker();
        await worker.WorkOffAllAsync();

        var attempt = Assert.Single(await scenario.AttemptsOfAsync(session));
        Assert.Equal(("completed", worker.Id), (attempt.Outcome, attempt.Worker));
        Assert.True(attempt.Stages!.Value.GetProperty("load").GetDouble() > 0);
        Assert.True(attempt.Stages!.Value.GetProperty("features").GetDouble() > 0);
    }

    [GeneratedRegex(@"^Extracted features for measurement [0-9a-f-]{36}: SNR=\d+\.\d dB, confidence=\d\.\d\d$")]
    private static partial Regex Extracted();

    private static double Mean(JsonElement features, string name) => features.GetProperty(name).GetProperty("mean").GetDouble();
}
