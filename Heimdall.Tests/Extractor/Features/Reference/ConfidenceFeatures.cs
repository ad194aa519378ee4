using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>logistic((snr_db − 10)/3)·(1 − rail_fraction); 0 without a signal.</summary>
internal static class ConfidenceFeatures
{
    public static void Write(RfIqValues features)
    {
        var isPresent = features[RfIqFeature.SignalPresent] > 0;
        features[RfIqFeature.ConfidenceScore] = isPresent ? Logistic(features[RfIqFeature.SnrDb]) * (1 - features[RfIqFeature.RailFraction]) : 0;
    }

    /// <summary>1/(1 + e^−t) at t = (v − 10)/3, as a hyperbolic tangent.</summary>
    public static double Logistic(double snrDb) => 0.5 + (0.5 * Math.Tanh((snrDb - 10) / 6));
}
