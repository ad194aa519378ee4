using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>The smallest and largest value of each component. A component that is constant has no rails.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ComponentExtremes(float SmallestI, float LargestI, float SmallestQ, float LargestQ)
{
    public static ComponentExtremes None =>
        new(float.PositiveInfinity, float.NegativeInfinity, float.PositiveInfinity, float.NegativeInfinity);

    public float LargestMagnitude =>
        Math.Max(Math.Max(Math.Abs(SmallestI), Math.Abs(LargestI)), Math.Max(Math.Abs(SmallestQ), Math.Abs(LargestQ)));

    public ComponentExtremes With(ComponentExtremes other) => new(
        Math.Min(SmallestI, other.SmallestI),
        Math.Max(LargestI, other.LargestI),
        Math.Min(SmallestQ, other.SmallestQ),
        Math.Max(LargestQ, other.LargestQ));

    /// <summary>The same, a constant component moved out of reach.</summary>
    public ComponentExtremes Rails() => new(
        SmallestI < LargestI ? SmallestI : float.NegativeInfinity,
        SmallestI < LargestI ? LargestI : float.PositiveInfinity,
        SmallestQ < LargestQ ? SmallestQ : float.NegativeInfinity,
        SmallestQ < LargestQ ? LargestQ : float.PositiveInfinity);

    /// <summary>Whether any sample between these extremes can be at a rail.</summary>
    public bool Touch(ComponentExtremes rails) =>
        SmallestI <= rails.SmallestI || LargestI >= rails.LargestI || SmallestQ <= rails.SmallestQ || LargestQ >= rails.LargestQ;
}

/// <summary>Sums over samples; the float32 sums of each block are added in float64.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct LevelSums
{
    public double I;
    public double Q;
    public double Power;

    /// <summary>Of this block alone.</summary>
    public double Magnitude;
    public double Peak;
}

/// <summary>Sums over the products of neighbouring samples.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct StepSums
{
    public double Real;
    public double Imaginary;
    public long Crossings;

    /// <summary>Of this block alone.</summary>
    public double Step;
    public int Missing;
}

/// <summary>Sums of the powers of differences from a pilot near the mean.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct MomentSums
{
    public double First;
    public double Second;
    public double Third;
    public double Fourth;

    /// <summary>Adds the block: the small distance between the pilot and the true mean is taken off.</summary>
    public readonly void AddTo(ref RunningMoments moments, int count, double pilot)
    {
        if (count == 0)
        {
            return;
        }

        var delta = First / count;
        var square = delta * delta;
        moments.AddBlock(
            count,
            pilot + delta,
            Math.Max(0, Second - (count * square)),
            Third - (3 * delta * Second) + (2 * count * square * delta),
            Fourth - (4 * delta * Third) + (6 * square * Second) - (3 * count * square * square));
    }
}
