using System.Globalization;
using System.Text.Json;
using Heimdall.Benchmarks.Compare;
using Heimdall.Tests.Extractor.Features;

namespace Heimdall.Tests.Benchmarks;

/// <summary>What Heimdall's speed is compared with computes the same features: a baseline that does less would be none.</summary>
public sealed class ScipyReferenceTests
{
    /// <summary>scipy.signal.welch averages all segments; the definition leaves out those that are all zero, which this capture has.</summary>
    private const string WithSilence = "urh_esaver_fsk";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [ReferenceFact]
    public async Task The_python_reference_computes_the_features_of_every_capture()
    {
        var captures = Captures.Names.Where(name => name != WithSilence).Select(name => (Name: name, Expected: Captures.Expected(name))).ToList();
        var compared = 0;
        foreach (var alike in captures.GroupBy(capture => (capture.Expected.SampleRateHz, capture.Expected.DcGuardBins)))
        {
            var names = alike.Select(capture => capture.Name).ToList();
            var features = await FeaturesAsync(names, alike.Key.SampleRateHz, alike.Key.DcGuardBins);
            Assert.Equal(names.Count, features.Count);
            foreach (var (capture, actual) in alike.Zip(features))
            {
                Assert.Equal(capture.Expected.Chunks.Count, actual.Count);
                for (var i = 0; i < actual.Count; i++)
                {
                    var tolerances = new FeatureTolerances(alike.Key.SampleRateHz, capture.Expected.ChunkSamples[i], alike.Key.DcGuardBins);
                    Assert.Empty(tolerances.Differences(capture.Expected.Chunks[i], actual[i]).Select(text => $"{capture.Name}, chunk {i}: {text}"));
                    compared++;
                }
            }
        }

        Assert.True(compared > 300, $"{compared} chunks were compared.");
    }

    private static async Task<List<List<Dictionary<string, double?>>>> FeaturesAsync(List<string> names, double sampleRateHz, int dcGuardBins)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var python = Assert.IsType<string>(await PythonInterpreter.FindAsync(deadline.Token));
        string[] arguments =
        [
            ScipyReference.Script, "features", .. names.Select(Captures.SamplesPath),
            "--sample-rate", sampleRateHz.ToString("R", CultureInfo.InvariantCulture),
            "--dc-guard-bins", dcGuardBins.ToString(CultureInfo.InvariantCulture),
        ];
        using var process = PythonInterpreter.Start(python, arguments);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, await error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ChunksOf)];
    }

    private static List<Dictionary<string, double?>> ChunksOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return [.. json.RootElement.EnumerateArray().Select(chunk => chunk.EnumerateObject().ToDictionary(p => p.Name, p => ValueOf(p.Value)))];
    }

    private static double? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => value.GetDouble(),
    };
}

/// <summary>A fact about the Python reference and the captures, skipped where either cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> _hasPython =
        new(static () => Task.Run(static () => PythonInterpreter.FindAsync(CancellationToken.None)).GetAwaiter().GetResult() is not null);

    public ReferenceFactAttribute() => Skip = !Captures.Exist ? Captures.Absent : _hasPython.Value ? null : PythonInterpreter.Absent;
}
