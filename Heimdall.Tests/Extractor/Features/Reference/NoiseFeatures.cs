using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>Whether a signal is there, the noise it stands in (N0 and N0·fs) and how much of the inner band it fills.</summary>
internal static class NoiseFeatures
{
    public static void Write(ChunkSpectrum spectrum, Detection detection, RfIqValues features)
    {
        features[RfIqFeature.SignalPresent] = detection.IsPresent ? 1 : 0;
        features[RfIqFeature.NoiseDensityDbfsHz] = Decibel.FromPower(detection.NoiseDensity);
        features[RfIqFeature.NoiseFloorDbfs] = Decibel.FromPower(detection.NoiseDensity * spectrum.SampleRateHz);
        features[RfIqFeature.OccupiedFraction] = (double)detection.SignalBins / spectrum.InnerBins.Length;
    }
}
