namespace Heimdall.Extractor.Signal;

/// <summary>
/// Remembers inverse gamma values: a recording asks for the same few shapes and probabilities chunk after chunk. Bounded; one
/// instance serves one thread.
/// </summary>
internal sealed class GammaQuantiles
{
    private const int MostRemembered = 4096;

    private readonly Dictionary<(double Shape, double Probability), double> _known = [];

    /// <inheritdoc cref="GammaDistribution.Quantile"/>
    public double Of(double shape, double probability)
    {
        if (_known.TryGetValue((shape, probability), out var quantile))
        {
            return quantile;
        }

        if (_known.Count == MostRemembered)
        {
            _known.Clear();
        }

        return _known[(shape, probability)] = GammaDistribution.Quantile(shape, probability);
    }
}
