using Heimdall.Extractor.Signal;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Tests.Extractor.Signal;

/// <summary>All widths of lanes that this machine has, one included.</summary>
internal static class EveryWidth
{
    public static TheoryData<int> Lanes => [.. new[] { 1, 4, 8, 16 }.Where(lanes => lanes <= LaneWidth.Widest)];

    public static SegmentSpectra Spectra(int lanes, int segmentSamples, SampleForm form = SampleForm.Float32) => lanes switch
    {
        16 => SegmentSpectra.For<Lanes512>(segmentSamples, form),
        8 => SegmentSpectra.For<Lanes256>(segmentSamples, form),
        4 => SegmentSpectra.For<Lanes128>(segmentSamples, form),
        _ => SegmentSpectra.For<Lanes1>(segmentSamples, form),
    };

    public static StatisticsPass Statistics(int lanes, SampleForm form = SampleForm.Float32) => lanes switch
    {
        16 => StatisticsPass.For<Lanes512>(form),
        8 => StatisticsPass.For<Lanes256>(form),
        4 => StatisticsPass.For<Lanes128>(form),
        _ => StatisticsPass.For<Lanes1>(form),
    };
}
