using System.Globalization;
using Heimdall.Extractor.Pipeline.Waterfalls;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Measurements;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Pipeline;

/// <summary>All recordings of a job's session, some side by side. A recording whose data is at fault leaves the others alone.</summary>
internal sealed partial class SessionExtraction(
    FeatureStore features,
    ObjectReads store,
    RecordingExtraction recordings,
    ExtractionOptions options,
    ExtractionMeter meter,
    WaterfallMeter waterfalls,
    TimeProvider time,
    ComputingCores cores,
    ILogger<SessionExtraction> logger) : IJobWork
{
    private readonly RecordingPlaces _places = new(options.MeasurementsInParallel, cores, time);

    // What can wait has places of its own: it may take minutes, and none of those above.
    private readonly RecordingPlaces _leisurelyPlaces = new(Math.Max(1, options.MeasurementsInParallel / 2), cores: null, time);

    /// <inheritdoc/>
    public async Task<ExtractionResult> ExtractAsync(
        ClaimedJob job, ExtractionProgress progress, StageTimes stages, CancellationToken cancellationToken)
    {
        LogStarting(job);
        var recorded = job.Recordings;
        var made = await ListMadeAsync(job, cancellationToken);
        progress.Begin([.. recorded.Select(measurement => measurement.IqBytes)]);
        var receivers = new ReceiverResult[recorded.Count];
        var places = RecordingExtraction.IsLeisurely(job.Set) ? _leisurelyPlaces : _places;
        await places.WorkAsync(
            recorded.Count,
            async (i, leave, cancellation) =>
            {
                progress.Start();
                using var activity = ExtractionActivities.StartRecording(recorded[i], job.Set);
                receivers[i] = await ExtractAsync(RecordingOf(recorded[i], made, leave), job.Set, bytesRead => progress.Report(i, bytesRead), stages, cancellation);
                activity.End(receivers[i]);
                progress.Finish(i);
                Count(job.Set, receivers[i]);
                LogReceiver(job.Set, receivers[i]);
            },
            cancellationToken);

        var result = SessionSummary.Of(job.RecordingSessionId, receivers);
        var failed = receivers.Count(receiver => receiver is ReceiverResult.Failed);
        LogComplete(job, receivers.Length - failed, failed);
        return result;
    }

    // What the program does wrong with one recording, it does wrong again: the receiver's row says so, and the others go on.
    private async Task<ReceiverResult> ExtractAsync(
        Recording recording, FeatureSetId set, Action<long> onBytesRead, StageTimes stages, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            return await recordings.ExtractAsync(recording, set, onBytesRead, stages, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && !WorldFault.Is(fault))
        {
            LogUnexpected(fault, recording.MeasurementId);
            return new ReceiverResult.Failed(
                recording.MeasurementId,
                time.GetElapsedTime(started).TotalMilliseconds,
                ReceiverResult.Failed.InternalError,
                $"Extraction failed unexpectedly: {fault.GetType().Name}: {fault.Message}");
        }
    }

    private Recording RecordingOf(Measurement measurement, HashSet<Guid> made, Action<Exception> leave) =>
        Recording.Of(measurement, store, leave) with { IsMadeAnew = made.Contains(measurement.Id) };

    // A session that has results is extracted again by force alone.
    private async Task<HashSet<Guid>> ListMadeAsync(ClaimedJob job, CancellationToken cancellationToken) =>
        RecordingExtraction.IsKeptInStore(job.Set)
            ? [.. (await features.ListReceiversAsync(job.RecordingSessionId, job.Set, cancellationToken)).Where(receiver => receiver.Status == ReceiverFeatures.Ok).Select(receiver => receiver.MeasurementId)]
            : [];

    private void Count(FeatureSetId set, ReceiverResult receiver)
    {
        if (RecordingExtraction.IsLeisurely(set))
        {
            waterfalls.Made(receiver);
        }
        else
        {
            meter.Extracted(receiver);
        }
    }

    // Whoever looks for the extraction of a session's features finds one, and not that of its pictures too.
    private void LogStarting(ClaimedJob job)
    {
        if (RecordingExtraction.IsKeptInStore(job.Set))
        {
            LogMaking(job.Set, job.RecordingSessionId);
        }
        else
        {
            LogStarting(job.RecordingSessionId);
        }
    }

    private void LogComplete(ClaimedJob job, int success, int failed)
    {
        if (RecordingExtraction.IsKeptInStore(job.Set))
        {
            LogMade(job.Set, success, failed);
        }
        else
        {
            LogComplete(success, failed);
        }
    }

    private void LogReceiver(FeatureSetId set, ReceiverResult receiver)
    {
        switch (receiver)
        {
            case ReceiverResult.Ok { Features.Count: 0 } ok:
                LogMade(set, ok.MeasurementId);
                break;
            case ReceiverResult.Ok ok:
                LogExtracted(ok.MeasurementId, Text(SessionSummary.MeanSnrDb(ok), "0.0"), Text(SessionSummary.MeanConfidence(ok), "0.00"));
                break;
            case ReceiverResult.Failed failed when RecordingExtraction.IsKeptInStore(set):
                LogNotMade(set, failed.MeasurementId, failed.ErrorCode, failed.ErrorMessage);
                break;
            case ReceiverResult.Failed failed:
                LogNotExtracted(failed.MeasurementId, failed.ErrorCode, failed.ErrorMessage);
                break;
        }
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "none";

    [LoggerMessage(LogLevel.Information, "Starting feature extraction for recording session {SessionId}")]
    private partial void LogStarting(Guid sessionId);

    [LoggerMessage(LogLevel.Information, "Extracted features for measurement {MeasurementId}: SNR={Snr} dB, confidence={Confidence}")]
    private partial void LogExtracted(Guid measurementId, string snr, string confidence);

    [LoggerMessage(LogLevel.Information, "Made {Set} of measurement {MeasurementId}")]
    private partial void LogMade(FeatureSetId set, Guid measurementId);

    [LoggerMessage(LogLevel.Warning, "No features for measurement {MeasurementId} ({ErrorCode}): {Reason}")]
    private partial void LogNotExtracted(Guid measurementId, string errorCode, string reason);

    [LoggerMessage(LogLevel.Information, "Making {Set} of recording session {SessionId}")]
    private partial void LogMaking(FeatureSetId set, Guid sessionId);

    [LoggerMessage(LogLevel.Warning, "No {Set} of measurement {MeasurementId} ({ErrorCode}): {Reason}")]
    private partial void LogNotMade(FeatureSetId set, Guid measurementId, string errorCode, string reason);

    [LoggerMessage(LogLevel.Information, "Making {Set} complete: {Success} success, {Failed} failed")]
    private partial void LogMade(FeatureSetId set, int success, int failed);

    [LoggerMessage(LogLevel.Error, "The extraction of measurement {MeasurementId} failed unexpectedly")]
    private partial void LogUnexpected(Exception exception, Guid measurementId);

    [LoggerMessage(LogLevel.Information, "Feature extraction complete: {Success} success, {Failed} failed")]
    private partial void LogComplete(int success, int failed);
}
