using System.Globalization;
using System.Text.RegularExpressions;

namespace Heimdall.Extractor.Iq;

/// <summary>The header of a NumPy array file: a Python dictionary of element type and shape.</summary>
/// <param name="Coding">complex64 or complex128, in either byte order.</param>
/// <param name="Samples">The array's length.</param>
internal sealed partial record NpyHeader(SampleCoding Coding, long Samples)
{
    private const int PatternMilliseconds = 1000;

    /// <summary>Reads the dictionary, such as <c>{'descr': '&lt;c8', 'fortran_order': False, 'shape': (4096,), }</c>.</summary>
    /// <exception cref="IqDataException">It is none, or the array is not complex or not of one dimension.</exception>
    public static NpyHeader Parse(string dictionary)
    {
        var type = TypePattern().Match(dictionary);
        var shape = ShapePattern().Match(dictionary);
        if (!type.Success || !shape.Success)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader, $"the npy header has no element type or no shape: {Shortened(dictionary)}");
        }

        return new NpyHeader(CodingOf(type.Groups["type"].Value), LengthOf(shape.Groups["shape"].Value));
    }

    private static SampleCoding CodingOf(string type) => type switch
    {
        "<c8" => new SampleCoding(ComponentKind.Float32, IsBigEndian: false),
        ">c8" => new SampleCoding(ComponentKind.Float32, IsBigEndian: true),
        "<c16" => new SampleCoding(ComponentKind.Float64, IsBigEndian: false),
        ">c16" => new SampleCoding(ComponentKind.Float64, IsBigEndian: true),
        _ => throw IqDataException.Invalid(
            IqDataError.DatatypeMismatch, $"the npy array holds '{Shortened(type)}', expected complex64 or complex128 (c8, c16)"),
    };

    private static long LengthOf(string shape)
    {
        var dimensions = shape.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (dimensions.Length != 1)
        {
            throw IqDataException.Invalid(
                IqDataError.DatatypeMismatch, $"the npy array has the shape ({Shortened(shape)}), expected one dimension");
        }

        if (!long.TryParse(dimensions[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > long.MaxValue / 32)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader, $"the npy array's length is '{Shortened(dimensions[0])}', expected a count");
        }

        return length;
    }

    private static string Shortened(string text) => text.Length <= 80 ? text.Trim() : text[..80] + "…";

    [GeneratedRegex(
        """['"]descr['"]\s*:\s*(?:['"](?<type>[^'"]*)['"]|(?<type>\[[^\]]*\]))""",
        RegexOptions.ExplicitCapture,
        PatternMilliseconds)]
    private static partial Regex TypePattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\((?<shape>[^)]*)\)""", RegexOptions.ExplicitCapture, PatternMilliseconds)]
    private static partial Regex ShapePattern();
}
