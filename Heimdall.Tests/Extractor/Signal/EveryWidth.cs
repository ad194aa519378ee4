using Heimdall.Extractor.Signal;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Tests.Extractor.Signal;

/// <summary>All widths of lanes that this machine has, one included.</summary>
internal static class EveryWidth
{
    public static TheoryData<int> Lanes => [.. new[] { 1, 4, 8, 16 }.Where(lanes => lanes <= LaneWidth.Widest)];

    public static SegmentSpectra Spectra(int lanes, int segmentSamples) => lanes switch
    {
        16 => new SegmentSpectra<Lanes512>(segmentSamples),
        8 => new SegmentSpectra<Lanes256>(segmentSamples),
        4 => new SegmentSpectra<Lanes128>(segmentSamples),
        _ => new SegmentSpectra<Lanes1>(segmentSamples),
    };

    public static StatisticsPass Statistics(int lanes) => lanes switch
    {
        16 => new StatisticsPass<Lanes512>(),
        8 => new StatisticsPass<Lanes256>(),
        4 => new StatisticsPass<Lanes128>(),
        _ => new StatisticsPass<Lanes1>(),
    };
}
