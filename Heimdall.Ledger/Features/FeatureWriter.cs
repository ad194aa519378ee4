using Heimdall.Ledger.Jobs;
using Npgsql;

namespace Heimdall.Ledger.Features;

/// <summary>The rows of extractions' results, of many jobs at once. The caller's transaction holds the jobs' leases.</summary>
internal static class FeatureWriter
{
    /// <summary>Blocks are 200 KB at most; a few at a time keep a long recording's parameters small.</summary>
    private const int BlocksAtOnce = 16;

    private static readonly string UpsertReceivers = SqlFile.Read("Features.upsert_receiver_features");
    private static readonly string DeleteChunks = SqlFile.Read("Features.delete_receiver_chunks");
    private static readonly string InsertChunks = SqlFile.Read("Features.insert_receiver_chunks");
    private static readonly string UpdateFacts = SqlFile.Read("Features.update_recording_facts");
    private static readonly string UpsertSession = SqlFile.Read("Features.upsert_measurement_features");

    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<Settlement> settlements)
    {
        var receivers = settlements.SelectMany(settlement => settlement.Result.Receivers, (settlement, receiver) => (settlement.Job, Result: receiver)).ToList();
        if (receivers.Count > 0)
        {
            AddReceivers(batch, receivers);
        }

        AddSessions(batch, settlements);
    }

    private static void AddReceivers(NpgsqlBatch batch, List<(ClaimedJob Job, ReceiverResult Result)> receivers)
    {
        var ids = receivers.ConvertAll(receiver => receiver.Result.MeasurementId).ToArray();
        var sets = receivers.ConvertAll(receiver => receiver.Job.FeatureSet).ToArray();
        var versions = receivers.ConvertAll(receiver => receiver.Job.FeatureVersion).ToArray();
        batch.Add(DeleteChunks, ("ids", ids), ("feature_sets", sets), ("feature_versions", versions));
        batch.Add(
            UpsertReceivers,
            ("ids", ids),
            ("feature_sets", sets),
            ("feature_versions", versions),
            ("error_codes", receivers.ConvertAll(receiver => (receiver.Result as ReceiverResult.Failed)?.ErrorCode).ToArray()),
            ("error_messages", receivers.ConvertAll(receiver => MessageText.Fit((receiver.Result as ReceiverResult.Failed)?.ErrorMessage)).ToArray()),
            ("features", receivers.ConvertAll(receiver => receiver.Result is ReceiverResult.Ok good ? LedgerJson.Write(good.Features) : null).ToArray()),
            ("sha256s", receivers.ConvertAll(receiver => (receiver.Result as ReceiverResult.Ok)?.Facts.IqSha256).ToArray()),
            ("durations_ms", receivers.ConvertAll(receiver => receiver.Result.DurationMs).ToArray()));
        AddBlocks(batch, receivers);
        AddFacts(batch, [.. receivers.Select(receiver => receiver.Result).OfType<ReceiverResult.Ok>().Where(receiver => !receiver.AreFactsKnown)]);
    }

    private static void AddBlocks(NpgsqlBatch batch, List<(ClaimedJob Job, ReceiverResult Result)> receivers)
    {
        var blocks =
            from receiver in receivers
            let good = receiver.Result as ReceiverResult.Ok
            where good is not null
            from block in good.Blocks.Select((data, number) => (Number: number, Data: data))
            select (receiver.Job, good.MeasurementId, block.Number, block.Data);
        foreach (var group in blocks.Chunk(BlocksAtOnce))
        {
            batch.Add(
                InsertChunks,
                ("measurement_ids", group.Select(block => block.MeasurementId).ToArray()),
                ("feature_sets", group.Select(block => block.Job.FeatureSet).ToArray()),
                ("feature_versions", group.Select(block => block.Job.FeatureVersion).ToArray()),
                ("numbers", group.Select(block => block.Number).ToArray()),
                ("chunks", group.Select(block => ChunkBlock.CountOf(block.Data)).ToArray()),
                ("data", group.Select(block => block.Data).ToArray()));
        }
    }

    private static void AddFacts(NpgsqlBatch batch, List<ReceiverResult.Ok> receivers)
    {
        if (receivers.Count == 0)
        {
            return;
        }

        batch.Add(
            UpdateFacts,
            ("ids", receivers.ConvertAll(receiver => receiver.MeasurementId).ToArray()),
            ("sample_rates_hz", receivers.ConvertAll(receiver => receiver.Facts.SampleRateHz).ToArray()),
            ("nominal_rates_hz", receivers.ConvertAll(receiver => receiver.Facts.SampleRateNominalHz).ToArray()),
            ("sources", receivers.ConvertAll(receiver => receiver.Facts.SampleRateSource).ToArray()),
            ("samples", receivers.ConvertAll(receiver => receiver.Facts.Samples).ToArray()),
            ("bytes", receivers.ConvertAll(receiver => receiver.Facts.IqBytes).ToArray()),
            ("sha256s", receivers.ConvertAll(receiver => receiver.Facts.IqSha256).ToArray()));
    }

    private static void AddSessions(NpgsqlBatch batch, IReadOnlyList<Settlement> settlements) => batch.Add(
        UpsertSession,
        ("session_ids", settlements.Select(settlement => settlement.Job.RecordingSessionId).ToArray()),
        ("feature_sets", settlements.Select(settlement => settlement.Job.FeatureSet).ToArray()),
        ("feature_versions", settlements.Select(settlement => settlement.Job.FeatureVersion).ToArray()),
        ("job_ids", settlements.Select(settlement => settlement.Job.Id).ToArray()),
        ("metadata", settlements.Select(settlement => LedgerJson.Write(settlement.Result.Metadata)).ToArray()),
        ("overall_confidences", settlements.Select(settlement => settlement.Result.OverallConfidence).ToArray()),
        ("mean_snrs_db", settlements.Select(settlement => settlement.Result.MeanSnrDb).ToArray()),
        ("nums_receivers_detected", settlements.Select(settlement => settlement.Result.NumReceiversDetected).ToArray()),
        ("error_messages", settlements.Select(settlement => settlement.ErrorMessage).ToArray()));
}
