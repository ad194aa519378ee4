using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>What a chunk's samples say without a transform. Powers are linear, |x|² of full scale is 1.</summary>
/// <param name="Scale">The power of two that the samples as written were multiplied by; 0 where all samples are 0.</param>
/// <param name="FullScale">What a component of full scale was then.</param>
/// <param name="MeanPower">P = mean |x|².</param>
/// <param name="PeakPower">max |x|².</param>
/// <param name="DcPower">|mean x|².</param>
/// <param name="RailFraction">Share of samples at the smallest or largest I or Q of the chunk, 0…1.</param>
/// <param name="ZeroFraction">Share of samples that are exactly 0, 0…1.</param>
/// <param name="Magnitude">The moments of |x|.</param>
/// <param name="PhaseSteps">The moments of θ = arg(x[n+1]·conj x[n]), over the products that are not exactly 0, in radians.</param>
/// <param name="Lag1Radians">arg Σ x[n+1]·conj x[n].</param>
/// <param name="ZeroCrossings">Sign changes of I and of Q.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ChunkStatistics(
    float Scale,
    double FullScale,
    double MeanPower,
    double PeakPower,
    double DcPower,
    double RailFraction,
    double ZeroFraction,
    RunningMoments Magnitude,
    RunningMoments PhaseSteps,
    double Lag1Radians,
    long ZeroCrossings);
