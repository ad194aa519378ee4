using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>signal_present; N0 and N0·fs in dB; the signal's bins over M.</summary>
internal static class NoiseFeatures
{
    public static void Write(ChunkSpectrum spectrum, Detection detection, RfIqValues features)
    {
        var densityDb = Decibel.FromPower(detection.NoiseDensity);
        (features[RfIqFeature.SignalPresent], features[RfIqFeature.NoiseDensityDbfsHz]) = (Convert.ToDouble(detection.IsPresent), densityDb);
        features[RfIqFeature.NoiseFloorDbfs] = densityDb + Decibel.FromPower(spectrum.SampleRateHz);
        features[RfIqFeature.OccupiedFraction] = detection.SignalBins / Convert.ToDouble(spectrum.InnerBins.Length);
    }
}
