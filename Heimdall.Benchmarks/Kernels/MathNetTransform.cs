using System.Runtime.InteropServices;
using MathNet.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>MathNet.Numerics' managed transform, float32, one segment after the other.</summary>
internal sealed class MathNetTransform : ISegmentTransform
{
    private readonly Complex32[] _source;
    private readonly Complex32[] _segment;

    public MathNetTransform(SegmentBatch batch)
    {
        Control.UseManaged();
        Control.UseSingleThread();
        _source = MemoryMarshal.Cast<float, Complex32>(batch.Interleaved).ToArray();
        _segment = new Complex32[batch.SegmentSamples];
    }

    public void Run()
    {
        for (var at = 0; at < _source.Length; at += _segment.Length)
        {
            _source.AsSpan(at, _segment.Length).CopyTo(_segment);
            Fourier.Forward(_segment, FourierOptions.NoScaling);
        }
    }

    public void Dispose()
    {
        // Nothing but memory.
    }
}
