using Heimdall.Extractor.Signal;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>
/// Heimdall's transform as Welch's method uses it, from samples as they are recorded, under a window, to the power of each bin added to
/// the sum over all segments. All of that counts; those that it is compared with do the transform alone.
/// </summary>
internal sealed unsafe class LaneTransform<T> : ISegmentTransform
    where T : unmanaged, ILanes<T>
{
    private readonly SegmentTransform<T> _transform;
    private readonly AlignedFloats _source;
    private readonly AlignedFloats _window;
    private readonly AlignedFloats _sums;
    private readonly int _length;

    public LaneTransform(SegmentBatch batch)
    {
        _length = batch.SegmentSamples;
        _transform = new SegmentTransform<T>(_length);
        _source = new AlignedFloats(batch.Interleaved.Length);
        batch.Interleaved.CopyTo(_source.Span);
        _window = new AlignedFloats(_length);
        _window.Span.Fill(1);
        _sums = new AlignedFloats(_transform.Plan.SumFloats);
    }

    public void Run()
    {
        var sides = _transform.Plan.SideBySide;
        for (var segment = 0; segment < SegmentBatch.Segments; segment += sides)
        {
            for (var side = 0; side < sides; side++)
            {
                var first = (byte*)(_source.Pointer + (2 * (segment + side) * _length));
                _transform.TakeUp(side, new SampleSegment<T, Float32Form>(first), _window);
            }

            _transform.AddPowers(_sums.Pointer);
        }
    }

    public void Dispose()
    {
        // Nothing but memory.
    }
}
