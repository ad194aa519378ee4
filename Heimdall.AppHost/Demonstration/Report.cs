using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Heimdall.AppHost.Demonstration;

/// <summary>What the demonstration prints.</summary>
internal static class Report
{
    /// <summary>Truth and measurement of every station, the session's row and the statistics.</summary>
    public static IRenderable Of(IReadOnlyList<Verdict> verdicts, SessionFeatures features, IReadOnlyDictionary<string, JsonElement> statistics) => new Rows(
        new Text("\nOne session, seven receivers: what was true and what was measured\n"),
        StationTable(verdicts),
        new Text(string.Create(
            CultureInfo.InvariantCulture,
            $"Session: {features.NumReceiversDetected} receivers hear the signal, mean SNR {features.MeanSnrDb:0.0} dB, confidence {features.OverallConfidence:0.00}\n")),
        StatisticsTable(statistics));

    /// <summary>Commands that go on from here.</summary>
    public static IEnumerable<string> NextSteps(string apiUrl, Guid session, string keyInShell)
    {
        var curl = $"curl -s -H \"X-Api-Key: {keyInShell}\" {apiUrl}/api/v1";
        yield return "Try next:";
        yield return $"  {curl}/sessions/{session}/features";
        yield return $"  {curl}/sessions/{session}/features'?detail=segments'";
        yield return $"  {curl}/jobs";
        yield return $"  {curl}/admin/features/stats";
    }

    private static Table StationTable(IReadOnlyList<Verdict> verdicts)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("Station", "Format", "SNR dB", "measured", "Offset Hz", "measured", "Bandwidth Hz", "measured", "Result");
        foreach (var verdict in verdicts)
        {
            table.AddRow([.. Cells(verdict).Select(c => (IRenderable)new Text(c)), Result(verdict)]);
        }

        return table;
    }

    private static IEnumerable<string> Cells(Verdict verdict)
    {
        var scene = verdict.Part.Scene;
        var hasTruth = scene is { IsCorrupt: false, SnrDb: not null };
        return
        [
            verdict.Part.Name,
            scene.Datatype,
            hasTruth ? Number(scene.SnrDb, "0.0") : "–",
            Number(verdict.Measured?.Mean("snr_db"), "0.0"),
            hasTruth ? Number(scene.OffsetHz, "0") : "–",
            Number(verdict.Measured?.Mean("spectral_centroid_hz"), "0"),
            hasTruth ? Number(SyntheticRecording.OccupiedBandwidthHz, "0") : "–",
            Number(verdict.Measured?.Mean("occupied_bandwidth_hz"), "0"),
        ];
    }

    private static Text Result(Verdict verdict)
    {
        if (verdict.Differences.Count > 0)
        {
            return new Text(string.Join("; ", verdict.Differences), new Style(Color.Red));
        }

        var meaning = verdict.Part.Scene switch
        {
            { IsCorrupt: true } => $"as it should be: corrupt, {verdict.Measured?.ErrorCode}",
            { SnrDb: null } => "as it should be: only noise",
            _ => "as it should be",
        };
        return new Text(meaning, new Style(Color.Green));
    }

    private static Table StatisticsTable(IReadOnlyDictionary<string, JsonElement> statistics)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Statistics", string.Empty);
        foreach (var (name, value) in statistics)
        {
            table.AddRow(new Text(name), new Text(value.ToString()));
        }

        return table;
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
