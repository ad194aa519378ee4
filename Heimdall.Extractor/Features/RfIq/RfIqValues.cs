using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>A chunk's values by feature. NaN, the start of each, means that the feature does not exist in this chunk.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct RfIqValues
{
    private readonly Span<double> _values;

    public RfIqValues(Span<double> values)
    {
        _values = values;
        _values.Fill(double.NaN);
    }

    public double this[RfIqFeature feature]
    {
        get => _values[(int)feature];
        set => _values[(int)feature] = value;
    }
}
