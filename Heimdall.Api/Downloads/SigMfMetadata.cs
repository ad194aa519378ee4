using System.Text.Json;
using Heimdall.Api.Features;
using Heimdall.Api.Json;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Measurements;

namespace Heimdall.Api.Downloads;

/// <summary>
/// A recording's features as annotations of SigMF 1.2 (core), written while they are read: one a chunk, with the edges of the occupied band
/// where there is a signal, and all values in the extension <c>heimdall</c>. A raw recording's metadata stand for themselves
/// (<c>core:metadata_only</c>); a container is a non-conforming dataset and named (<c>core:dataset</c>).
/// </summary>
internal sealed class SigMfMetadata(
    Measurement measurement, ReceiverFeaturesResponse? receiver, RegisteredFeatureSet set, AnnotationQuery asked, ChunkReader chunks) : IResult
{
    private const string SpecVersion = "1.2.0";
    private const string ExtensionVersion = "1.0.0";
    private const int ChunksAtOnce = 1000;

    // Only its header says what a container holds; the usual is declared, since the field has to be there.
    private const string UsualInWav = "ci16_le";
    private const string UsualInNpy = "cf32_le";

    private readonly string[] _names = set.FeatureNames ?? [];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, stopped) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/json";
        response.Headers.ContentDisposition = $"attachment; filename=\"{measurement.Id}.sigmf-meta\"";
        await using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { Indented = false });
        json.WriteStartObject();
        WriteGlobal(json);
        WriteCaptures(json);
        json.WriteStartArray("annotations");
        if (receiver?.Features is not null)
        {
            await WriteAnnotationsAsync(json, response, stopped);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(stopped);
    }

    private void WriteGlobal(Utf8JsonWriter json)
    {
        var isContainer = measurement.Datatype is "wav" or "npy";
        json.WriteStartObject("global");
        json.WriteString("core:datatype", measurement.Datatype switch { "wav" => UsualInWav, "npy" => UsualInNpy, var raw => raw });
        json.WriteString("core:version", SpecVersion);
        if (measurement.SampleRateHz is { } sampleRateHz)
        {
            json.WriteNumber("core:sample_rate", sampleRateHz);
        }

        json.WriteNumber("core:num_channels", 1);
        if (isContainer)
        {
            json.WriteString("core:dataset", FileName);
        }
        else
        {
            json.WriteBoolean("core:metadata_only", true);
        }

        json.WriteString("core:description", isContainer
            ? $"Features of {set.Id}. The dataset is a {measurement.Datatype} file: its own header says how its samples are coded, core:datatype only what is usual."
            : $"Features of {set.Id}. The dataset is the object at heimdall:iq_data_location, without a header.");
        json.WriteString("core:hw", measurement.StationName);
        WritePlace(json);
        json.WriteStartArray("core:extensions");
        json.WriteStartObject();
        json.WriteString("name", "heimdall");
        json.WriteString("version", ExtensionVersion);
        json.WriteBoolean("optional", true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("heimdall:measurement_id", measurement.Id);
        json.WriteString("heimdall:session_id", measurement.RecordingSessionId);
        json.WriteString("heimdall:station_id", measurement.WebsdrStationId);
        json.WriteString("heimdall:datatype", measurement.Datatype);
        json.WriteString("heimdall:sample_rate_source", measurement.SampleRateSource);
        json.WriteString("heimdall:iq_data_location", measurement.IqDataLocation);
        if (measurement.IqSha256 is { } sha256)
        {
            json.WriteString("heimdall:iq_sha256", Convert.ToHexStringLower(sha256));
        }

        json.WriteString("heimdall:feature_set", set.Id.Name);
        json.WriteNumber("heimdall:feature_version", set.Id.Version);
        if (receiver is { ErrorCode: { } errorCode, ErrorMessage: var errorMessage })
        {
            json.WriteString("heimdall:error_code", errorCode);
            json.WriteString("heimdall:error_message", errorMessage);
        }

        json.WriteEndObject();
    }

    private void WriteCaptures(Utf8JsonWriter json)
    {
        json.WriteStartArray("captures");
        json.WriteStartObject();
        json.WriteNumber("core:sample_start", 0);
        json.WriteNumber("core:frequency", measurement.FrequencyHz);
        json.WriteString("core:datetime", IsoTime.Write(measurement.RecordedAt));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private async Task WriteAnnotationsAsync(Utf8JsonWriter json, HttpResponse response, CancellationToken stopped)
    {
        for (long done = 0; done < asked.Count;)
        {
            var wanted = (int)Math.Min(ChunksAtOnce, asked.Count - done);
            var page = await chunks.ReadPageAsync(measurement.Id, set, asked.First + done, wanted, stopped);
            for (var at = 0; at < page.Count; at++)
            {
                WriteAnnotation(json, page, at);
            }

            await json.FlushAsync(stopped);
            await response.BodyWriter.FlushAsync(stopped);
            if (page.Count < wanted)
            {
                return;
            }

            done += page.Count;
        }
    }

    private void WriteAnnotation(Utf8JsonWriter json, ChunkPage page, int at)
    {
        json.WriteStartObject();
        json.WriteNumber("core:sample_start", page.StartSamples[at]);
        json.WriteNumber("core:sample_count", page.Samples[at]);
        json.WriteString("core:generator", $"Heimdall {set.Id}");
        if (BandOf(page, at) is var (lower, upper))
        {
            json.WriteNumber("core:freq_lower_edge", lower);
            json.WriteNumber("core:freq_upper_edge", upper);
            json.WriteString("core:label", "signal");
        }

        for (var feature = 0; feature < _names.Length; feature++)
        {
            if (page.Columns[feature][at] is { } value)
            {
                json.WriteNumber($"heimdall:{_names[feature]}", value);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>The 99 % bandwidth about the signal's centre of power, within what was recorded; null without a signal.</summary>
    private (double Lower, double Upper)? BandOf(ChunkPage page, int at)
    {
        if (Value("signal_present") is not > 0 || Value("occupied_bandwidth_hz") is not { } bandwidthHz || Value("spectral_centroid_hz") is not { } centreHz)
        {
            return null;
        }

        var mostHz = (measurement.SampleRateHz ?? double.MaxValue) / 2;
        return (
            measurement.FrequencyHz + Math.Max(-mostHz, centreHz - (bandwidthHz / 2)),
            measurement.FrequencyHz + Math.Min(mostHz, centreHz + (bandwidthHz / 2)));

        double? Value(string name) => Array.IndexOf(_names, name) is >= 0 and var feature ? page.Columns[feature][at] : null;
    }

    private void WritePlace(Utf8JsonWriter json)
    {
        json.WriteStartObject("core:geolocation");
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(measurement.StationLongitude);
        json.WriteNumberValue(measurement.StationLatitude);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private string FileName => measurement.IqDataLocation[(measurement.IqDataLocation.LastIndexOf('/') + 1)..];
}
