using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>Where the powers of a batch's lanes go: some lanes to one sum, some to another, those without meaning to none.</summary>
/// <param name="first">The first sum, per place and lane.</param>
/// <param name="second">The second.</param>
/// <param name="firstLanes">1 in the lanes that belong to the first, 0 in the others.</param>
/// <param name="secondLanes">The same for the second.</param>
/// <param name="hasFirst">Any lane belongs to the first.</param>
/// <param name="hasSecond">Any lane belongs to the second.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct LaneSums(
    float* first, float* second, float* firstLanes, float* secondLanes, bool hasFirst, bool hasSecond)
{
    public float* First { get; } = first;

    public float* Second { get; } = second;

    public float* FirstLanes { get; } = firstLanes;

    public float* SecondLanes { get; } = secondLanes;

    public bool HasFirst { get; } = hasFirst;

    public bool HasSecond { get; } = hasSecond;

    /// <summary>The sums from a place on.</summary>
    public LaneSums From(int offset) => new(First + offset, Second + offset, FirstLanes, SecondLanes, HasFirst, HasSecond);
}
