using Heimdall.Extractor.Signal;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>
/// Heimdall's transform of W segments side by side as Welch's method uses it: it ends with the power of each bin added to the sum over all
/// segments. The lanes are copied first, as all passes work in place; the copy counts.
/// </summary>
internal sealed unsafe class LaneTransform<T> : ISegmentTransform
    where T : unmanaged, ILanes<T>
{
    private readonly BatchedTransform<T> _transform;
    private readonly AlignedFloats _source;
    private readonly AlignedFloats _work;
    private readonly AlignedFloats _sums;
    private readonly AlignedFloats _lanes = new(T.Count);
    private readonly int _length;

    public LaneTransform(SegmentBatch batch)
    {
        _length = batch.SegmentSamples;
        _transform = new BatchedTransform<T>(new TransformPlan(_length));
        _source = new AlignedFloats(batch.Interleaved.Length);
        _work = new AlignedFloats(2 * T.Count * _length);
        _sums = new AlignedFloats(T.Count * _length);
        _lanes.Span.Fill(1);
        for (var segment = 0; segment < SegmentBatch.Segments; segment++)
        {
            for (var n = 0; n < _length; n++)
            {
                var at = (2 * ((segment / T.Count * T.Count * _length) + (T.Count * n))) + (segment % T.Count);
                _source.Pointer[at] = batch.Interleaved[2 * ((segment * _length) + n)];
                _source.Pointer[at + T.Count] = batch.Interleaved[(2 * ((segment * _length) + n)) + 1];
            }
        }
    }

    public void Run()
    {
        for (var from = 0; from < _source.Length; from += _work.Length)
        {
            _source.Span.Slice(from, _work.Length).CopyTo(_work.Span);
            _transform.AddPowers(
                0,
                _length,
                _work.Pointer,
                new LaneSums(_sums.Pointer, _sums.Pointer, _lanes.Pointer, _lanes.Pointer, hasFirst: true, hasSecond: false));
        }
    }

    public void Dispose()
    {
        // Nothing but memory.
    }
}
