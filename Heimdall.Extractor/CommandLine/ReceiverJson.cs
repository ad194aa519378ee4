using System.Text.Json;
using Heimdall.Ledger.Features;

namespace Heimdall.Extractor.CommandLine;

/// <summary>A receiver's features as the HTTP API shows them, and what reading the file told.</summary>
internal static class ReceiverJson
{
    public static async Task WriteAsync(
        Stream output,
        string file,
        FeatureSetId set,
        IReadOnlyList<string> featureNames,
        ReceiverResult.Ok receiver,
        bool withChunks,
        CancellationToken cancellationToken)
    {
        var blocks = receiver.Blocks.Select(block => ChunkBlock.Decode(block)).ToList();
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("file", file);
        json.WriteString("feature_set", set.Name);
        json.WriteNumber("feature_version", set.Version);
        json.WriteString("status", "ok");
        json.WriteNull("error_code");
        json.WriteNull("error_message");
        WriteFacts(json, receiver.Facts, blocks);
        WriteFeatures(json, receiver.Features);
        if (withChunks)
        {
            WriteChunks(json, featureNames, blocks);
        }

        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    private static void WriteFacts(Utf8JsonWriter json, RecordingFacts facts, List<ChunkBlock> blocks)
    {
        json.WriteNumber("sample_rate_hz", facts.SampleRateHz);
        WriteNumber(json, "sample_rate_nominal_hz", facts.SampleRateNominalHz);
        json.WriteString("sample_rate_source", facts.SampleRateSource);
        json.WriteNumber("samples", facts.Samples);
        json.WriteNumber("samples_dropped", facts.Samples - blocks.Sum(block => block.Samples.Sum(samples => (long)samples)));
        json.WriteNumber("chunks_total", blocks.Sum(block => block.Count));
        json.WriteNumber("bytes", facts.IqBytes);
        json.WriteString("sha256", Convert.ToHexStringLower(facts.IqSha256));
    }

    private static void WriteFeatures(Utf8JsonWriter json, IReadOnlyDictionary<string, FeatureAggregate?> features)
    {
        json.WriteStartObject("features");
        foreach (var (name, aggregate) in features)
        {
            if (aggregate is null)
            {
                json.WriteNull(name);
                continue;
            }

            json.WriteStartObject(name);
            json.WriteNumber("mean", aggregate.Mean);
            json.WriteNumber("std", aggregate.Std);
            json.WriteNumber("min", aggregate.Min);
            json.WriteNumber("max", aggregate.Max);
            json.WriteNumber("count", aggregate.Count);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteChunks(Utf8JsonWriter json, IReadOnlyList<string> featureNames, List<ChunkBlock> blocks)
    {
        json.WriteStartObject("chunks");
        WriteArray(json, "start_sample", blocks.SelectMany(block => block.StartSamples));
        WriteArray(json, "samples", blocks.SelectMany(block => block.Samples, static (_, samples) => (long)samples));
        for (var feature = 0; feature < featureNames.Count; feature++)
        {
            json.WriteStartArray(featureNames[feature]);
            foreach (var block in blocks)
            {
                WriteValues(json, block[feature]);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter json, ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (float.IsNaN(value))
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteNumberValue(value);
            }
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
