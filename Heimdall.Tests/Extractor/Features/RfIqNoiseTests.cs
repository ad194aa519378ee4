using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features;

public sealed class RfIqNoiseTests
{
    [Theory]
    [InlineData(1024, 10_000)]
    [InlineData(4096, 1000)]
    public void White_noise_is_taken_for_a_signal_in_at_most_one_chunk_of_two_hundred(int samples, int chunks)
    {
        var set = new RfIqFeatureSet();
        var alarms = 0;
        OwnThreads.Work(20, part =>
        {
            var random = new Random(1000 + part);
            var extractor = set.CreateExtractor(new RecordingContext(200_000, 2, null));
            var values = new double[set.FeatureNames.Count];
            var iq = new float[2 * samples];
            for (var chunk = 0; chunk < chunks / 20; chunk++)
            {
                SyntheticSignal.FillNoise(iq, 1e-4, random);
                extractor.Extract(iq, values);
                Interlocked.Add(ref alarms, (int)values[(int)RfIqFeature.SignalPresent]);
            }
        });
        Assert.InRange(alarms, 0, chunks / 200);
    }
}
