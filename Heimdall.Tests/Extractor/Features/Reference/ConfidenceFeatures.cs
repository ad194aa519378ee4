using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>How far the chunk's features may be trusted: logistic((snr_db − 10)/3)·(1 − rail_fraction); 0 without a signal.</summary>
internal static class ConfidenceFeatures
{
    private const double MiddleDb = 10;
    private const double ScaleDb = 3;

    public static void Write(double railFraction, RfIqValues features) =>
        features[RfIqFeature.ConfidenceScore] = TrustInSnr(features[RfIqFeature.SnrDb]) * (1 - railFraction);

    /// <summary>0…1, ½ at 10 dB; 0 where there is no SNR.</summary>
    public static double TrustInSnr(double snrDb) => double.IsNaN(snrDb) ? 0 : 1 / (1 + Math.Exp(-(snrDb - MiddleDb) / ScaleDb));
}
