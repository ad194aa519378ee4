using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>How strong the chunk is, and whether the receiver was overdriven, offset or silent.</summary>
internal static class LevelFeatures
{
    public static void Write(ChunkStatistics statistics, double? calibrationOffsetDb, RfIqValues features)
    {
        features[RfIqFeature.RssiDbfs] = Decibel.FromPower(statistics.MeanPower);
        features[RfIqFeature.PeakDbfs] = Decibel.FromPower(statistics.PeakPower);
        features[RfIqFeature.PeakToAverageDb] = Decibel.FromPower(statistics.PeakPower / statistics.MeanPower);
        features[RfIqFeature.DcOffsetDb] = Decibel.FromPower(statistics.DcPower / statistics.MeanPower);
        features[RfIqFeature.RailFraction] = statistics.RailFraction;
        features[RfIqFeature.ZeroFraction] = statistics.ZeroFraction;

        // Without a calibration no absolute level is known: NaN stays.
        features[RfIqFeature.RssiDbm] = features[RfIqFeature.RssiDbfs] + (calibrationOffsetDb ?? double.NaN);
    }
}
