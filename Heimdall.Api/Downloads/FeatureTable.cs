using Heimdall.Api.Features;
using Heimdall.Ledger.Features;

namespace Heimdall.Api.Downloads;

/// <summary>A session's features as a table, written while it is read: a row a receiver, a segment or a chunk.</summary>
internal sealed class FeatureTable(
    Guid sessionId, RegisteredFeatureSet set, IReadOnlyList<ReceiverFeaturesResponse> receivers, FeatureTableQuery asked, ChunkReader chunks) : IResult
{
    private const int SegmentsAtOnce = 200;
    private const int ChunksAtOnce = 1000;

    private static readonly string[] Origin =
        ["session_id", "measurement_id", "station_id", "station_name", "latitude", "longitude", "status", "error_code", "error_message"];

    private static readonly string[] Aggregates = ["mean", "std", "min", "max", "count"];

    private readonly string[] _names = set.FeatureNames ?? [];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, stopped) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/csv; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"{sessionId}-{asked.Level}.csv\"";
        var csv = new CsvText();
        WriteHeader(csv);
        foreach (var receiver in receivers)
        {
            switch (asked.Level)
            {
                case FeatureTableQuery.Segments:
                    await WriteSegmentsAsync(csv, receiver, response, stopped);
                    break;
                case FeatureTableQuery.Chunks:
                    await WriteChunksAsync(csv, receiver, response, stopped);
                    break;
                default:
                    WriteAggregates(WriteOrigin(csv, receiver), receiver.Features).EndRow();
                    break;
            }

            await response.WriteAsync(csv.Take(), stopped);
        }

        await response.WriteAsync(csv.Take(), stopped);
    }

    private async Task WriteSegmentsAsync(CsvText csv, ReceiverFeaturesResponse receiver, HttpResponse response, CancellationToken stopped)
    {
        for (long done = 0; done < asked.Count;)
        {
            var wanted = (int)Math.Min(SegmentsAtOnce, asked.Count - done);
            var segments = await chunks.ReadSegmentsAsync(receiver.MeasurementId, set, asked.First + done, wanted, stopped);
            for (var at = 0; at < segments.Count; at++)
            {
                WriteAggregates(WriteOrigin(csv, receiver).Number<long>(asked.First + done + at), segments[at]).EndRow();
            }

            await response.WriteAsync(csv.Take(), stopped);
            if (segments.Count < wanted)
            {
                return;
            }

            done += segments.Count;
        }
    }

    private async Task WriteChunksAsync(CsvText csv, ReceiverFeaturesResponse receiver, HttpResponse response, CancellationToken stopped)
    {
        for (long done = 0; done < asked.Count;)
        {
            var wanted = (int)Math.Min(ChunksAtOnce, asked.Count - done);
            var page = await chunks.ReadPageAsync(receiver.MeasurementId, set, asked.First + done, wanted, stopped);
            for (var at = 0; at < page.Count; at++)
            {
                WriteOrigin(csv, receiver).Number<long>(asked.First + done + at).Number<long>(page.StartSamples[at]).Number<int>(page.Samples[at]);
                foreach (var column in page.Columns)
                {
                    csv.Number(column[at]);
                }

                csv.EndRow();
            }

            await response.WriteAsync(csv.Take(), stopped);
            if (page.Count < wanted)
            {
                return;
            }

            done += page.Count;
        }
    }

    private void WriteHeader(CsvText csv)
    {
        foreach (var name in Origin)
        {
            csv.Text(name);
        }

        if (asked.Level == FeatureTableQuery.Chunks)
        {
            csv.Text("chunk").Text("start_sample").Text("samples");
        }
        else if (asked.Level == FeatureTableQuery.Segments)
        {
            csv.Text("segment");
        }

        foreach (var name in _names)
        {
            foreach (var column in asked.Level == FeatureTableQuery.Chunks ? [name] : Aggregates.Select(aggregate => $"{name}_{aggregate}"))
            {
                csv.Text(column);
            }
        }

        csv.EndRow();
    }

    private CsvText WriteOrigin(CsvText csv, ReceiverFeaturesResponse receiver) => csv
        .Text(sessionId.ToString())
        .Text(receiver.MeasurementId.ToString())
        .Text(receiver.StationId.ToString())
        .Text(receiver.StationName)
        .Number<double>(receiver.Latitude)
        .Number<double>(receiver.Longitude)
        .Text(receiver.Status)
        .Text(receiver.ErrorCode)
        .Text(receiver.ErrorMessage);

    private CsvText WriteAggregates(CsvText csv, IReadOnlyDictionary<string, FeatureAggregate?>? features)
    {
        foreach (var name in _names)
        {
            var aggregate = features?.GetValueOrDefault(name);
            csv.Number(aggregate?.Mean).Number(aggregate?.Std).Number(aggregate?.Min).Number(aggregate?.Max).Number(aggregate?.Count);
        }

        return csv;
    }
}
