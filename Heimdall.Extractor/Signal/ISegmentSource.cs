using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>The complex points of a segment, before the window.</summary>
internal interface ISegmentSource<T>
    where T : unmanaged, ILanes<T>
{
    /// <param name="sample">The first of W.</param>
    (T Real, T Imaginary) Load(nint sample);
}

/// <summary>Samples as they were written.</summary>
/// <param name="samples">The segment's first.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct SampleSegment<T, TForm>(byte* samples) : ISegmentSource<T>
    where T : unmanaged, ILanes<T>
    where TForm : struct, ISampleForm
{
    private readonly byte* _samples = samples;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (T Real, T Imaginary) Load(nint sample) =>
        T.Deinterleave(TForm.Load<T>(_samples, 2 * sample), TForm.Load<T>(_samples, (2 * sample) + T.Count));
}

/// <summary>Two segments of real values: one is the real, the other the imaginary part.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct RealPair<T>(float* real, float* imaginary) : ISegmentSource<T>
    where T : unmanaged, ILanes<T>
{
    private readonly float* _real = real;
    private readonly float* _imaginary = imaginary;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (T Real, T Imaginary) Load(nint sample) => (T.Load(_real + sample), T.Load(_imaginary + sample));
}
