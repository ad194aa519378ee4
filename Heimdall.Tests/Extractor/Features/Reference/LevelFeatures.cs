using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>How strong the chunk is, and whether the receiver was overdriven, offset or silent.</summary>
internal static class LevelFeatures
{
    public static void Write(ChunkLevel level, double? calibrationOffsetDb, RfIqValues features)
    {
        features[RfIqFeature.RssiDbfs] = Decibel.FromPower(level.MeanPower);
        features[RfIqFeature.PeakDbfs] = Decibel.FromPower(level.PeakPower);
        features[RfIqFeature.PeakToAverageDb] = Decibel.FromPower(level.PeakPower / level.MeanPower);
        features[RfIqFeature.DcOffsetDb] = Decibel.FromPower(level.DcPower / level.MeanPower);
        features[RfIqFeature.RailFraction] = level.RailFraction;
        features[RfIqFeature.ZeroFraction] = level.ZeroFraction;

        // Without a calibration no absolute level is known: NaN stays.
        features[RfIqFeature.RssiDbm] = features[RfIqFeature.RssiDbfs] + (calibrationOffsetDb ?? double.NaN);
    }
}
