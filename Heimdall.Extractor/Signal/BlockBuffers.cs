using System.Runtime.InteropServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>The samples of a block, I and Q apart, and what is computed of each and looked at twice; together they fit the first cache.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct BlockBuffers
{
    /// <summary>At most. Sums of float32 go to float64 after a block.</summary>
    public const int Samples = 2048;

    /// <summary>Stands for a step that does not exist: no angle is as large.</summary>
    public const float NoStep = 1000;

    /// <summary>Steps below are looked at in float64: whether −π or +π is meant is decided at −π + 1e-6.</summary>
    public const float AlmostHalfTurn = -3.1415906f;

    /// <summary>Room before a block for the last sample of the one before.</summary>
    private const int Before = 16;

    public BlockBuffers(AlignedFloats memory)
    {
        I = memory.Pointer + Before;
        Q = I + Samples + Before;
        Values = Q + Samples + Before;
    }

    /// <summary>How many floats are needed.</summary>
    public static int Floats => 3 * (Samples + Before);

    public float* I { get; }

    public float* Q { get; }

    /// <summary>First √power of each sample, then the steps.</summary>
    public float* Values { get; }

    /// <summary>The last sample of a block becomes the one before the next.</summary>
    public void KeepLast(int samples) => (I[-1], Q[-1]) = (I[samples - 1], Q[samples - 1]);

    /// <summary>Computes those of the steps anew that lie at half a turn. Returns by how much their sum has grown.</summary>
    public double MendHalfTurns(int from, int to)
    {
        var growth = 0.0;
        for (var n = from; n < to; n++)
        {
            if (Values[n] < AlmostHalfTurn)
            {
                double i0 = I[n - 1], q0 = Q[n - 1], i1 = I[n], q1 = Q[n];
                var step = ExactStatistics.Step((i1 * i0) + (q1 * q0), (q1 * i0) - (i1 * q0));
                growth += step - Values[n];
                Values[n] = (float)step;
            }
        }

        return growth;
    }

    /// <summary>Closes the gaps that steps leave which do not exist. Returns how many do.</summary>
    public int DropMissing(int from, int to)
    {
        var kept = from;
        for (var n = from; n < to; n++)
        {
            Values[kept] = Values[n];
            kept += Values[n] < NoStep ? 1 : 0;
        }

        return kept - from;
    }
}
