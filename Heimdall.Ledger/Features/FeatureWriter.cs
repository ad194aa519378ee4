using Dapper;
using Heimdall.Ledger.Jobs;
using Npgsql;

namespace Heimdall.Ledger.Features;

/// <summary>Writes an extraction's rows. The caller's transaction holds the job's lease.</summary>
internal static class FeatureWriter
{
    private static readonly string UpsertReceivers = SqlFile.Read("Features.upsert_receiver_features");
    private static readonly string DeleteChunks = SqlFile.Read("Features.delete_receiver_chunks");
    private static readonly string InsertChunks = SqlFile.Read("Features.insert_receiver_chunks");
    private static readonly string UpdateFacts = SqlFile.Read("Features.update_recording_facts");
    private static readonly string UpsertSession = SqlFile.Read("Features.upsert_measurement_features");

    public static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ClaimedJob job, ExtractionResult result, CancellationToken cancellationToken)
    {
        Task Run(string statement, object parameters) =>
            connection.ExecuteAsync(new CommandDefinition(statement, parameters, transaction, cancellationToken: cancellationToken));

        var set = new { job.FeatureSet, job.FeatureVersion };
        var ok = result.Receivers.OfType<ReceiverResult.Ok>().ToList();
        await Run(DeleteChunks, new
        {
            ids = result.Receivers.Select(receiver => receiver.MeasurementId).ToArray(),
            feature_set = set.FeatureSet,
            feature_version = set.FeatureVersion,
        });
        await Run(UpsertReceivers, new
        {
            ids = result.Receivers.Select(receiver => receiver.MeasurementId).ToArray(),
            feature_set = set.FeatureSet,
            feature_version = set.FeatureVersion,
            error_codes = result.Receivers.Select(receiver => (receiver as ReceiverResult.Failed)?.ErrorCode).ToArray(),
            error_messages = result.Receivers.Select(receiver => MessageText.Fit((receiver as ReceiverResult.Failed)?.ErrorMessage)).ToArray(),
            features = result.Receivers.Select(receiver => receiver is ReceiverResult.Ok good ? LedgerJson.Write(good.Features) : null).ToArray(),
            sha256s = result.Receivers.Select(receiver => (receiver as ReceiverResult.Ok)?.Facts.IqSha256).ToArray(),
            durations_ms = result.Receivers.Select(receiver => receiver.DurationMs).ToArray(),
        });
        foreach (var receiver in ok)
        {
            await WriteBlocksAsync(receiver);
        }

        await Run(UpdateFacts, new
        {
            ids = ok.Select(receiver => receiver.MeasurementId).ToArray(),
            sample_rates_hz = ok.Select(receiver => receiver.Facts.SampleRateHz).ToArray(),
            nominal_rates_hz = ok.Select(receiver => receiver.Facts.SampleRateNominalHz).ToArray(),
            sources = ok.Select(receiver => receiver.Facts.SampleRateSource).ToArray(),
            samples = ok.Select(receiver => receiver.Facts.Samples).ToArray(),
            bytes = ok.Select(receiver => receiver.Facts.IqBytes).ToArray(),
            sha256s = ok.Select(receiver => receiver.Facts.IqSha256).ToArray(),
        });
        await Run(UpsertSession, new
        {
            session_id = job.RecordingSessionId,
            feature_set = set.FeatureSet,
            feature_version = set.FeatureVersion,
            job_id = job.Id,
            metadata = LedgerJson.Write(result.Metadata),
            overall_confidence = result.OverallConfidence,
            mean_snr_db = result.MeanSnrDb,
            num_receivers_detected = result.NumReceiversDetected,
            error_message = result.AllFailed ? MessageText.Fit(AllFailedMessage(result)) : null,
        });

        // Blocks are 200 KB at most; a few at a time keep a long recording's parameters small.
        async Task WriteBlocksAsync(ReceiverResult.Ok receiver)
        {
            const int BlocksAtOnce = 16;
            for (var first = 0; first < receiver.Blocks.Count; first += BlocksAtOnce)
            {
                var blocks = receiver.Blocks.Skip(first).Take(BlocksAtOnce).ToArray();
                await Run(InsertChunks, new
                {
                    measurement_id = receiver.MeasurementId,
                    feature_set = set.FeatureSet,
                    feature_version = set.FeatureVersion,
                    numbers = Enumerable.Range(first, blocks.Length).ToArray(),
                    chunks = blocks.Select(block => ChunkBlock.Decode(block).Count).ToArray(),
                    data = blocks,
                });
            }
        }
    }

    /// <summary>What a session says of itself where no receiver could be extracted.</summary>
    public static string AllFailedMessage(ExtractionResult result)
    {
        var first = result.Receivers.OfType<ReceiverResult.Failed>().FirstOrDefault();
        return first is null
            ? "The session has no recordings."
            : $"None of {result.Receivers.Count} recordings could be extracted; the first: {first.ErrorMessage}";
    }
}
