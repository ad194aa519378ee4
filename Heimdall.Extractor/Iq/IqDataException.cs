namespace Heimdall.Extractor.Iq;

/// <summary>What can be wrong with a recording's data: a closed list, shown to users by <see cref="IqDataErrorName.Of"/>.</summary>
internal enum IqDataError
{
    ObjectMissing,
    Truncated,
    OddByteCount,
    NotFinite,
    TooShort,
    BadHeader,
    DatatypeMismatch,
    SampleRateMismatch,
    HashMismatch,
}

internal static class IqDataErrorName
{
    /// <summary>The code as rows and answers carry it, such as <c>odd_byte_count</c>.</summary>
    public static string Of(IqDataError error) => error switch
    {
        IqDataError.ObjectMissing => "object_missing",
        IqDataError.Truncated => "truncated",
        IqDataError.OddByteCount => "odd_byte_count",
        IqDataError.NotFinite => "not_finite",
        IqDataError.TooShort => "too_short",
        IqDataError.BadHeader => "bad_header",
        IqDataError.DatatypeMismatch => "datatype_mismatch",
        IqDataError.SampleRateMismatch => "sample_rate_mismatch",
        IqDataError.HashMismatch => "hash_mismatch",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "Not an error of IQ data."),
    };
}

/// <summary>
/// A recording's data is at fault: trying again would find the same. The message says what was found, where, and what was expected.
/// </summary>
internal sealed class IqDataException : Exception
{
    private IqDataException(IqDataError code, string message)
        : base(message) => Code = code;

    public IqDataError Code { get; }

    /// <summary>The object that the recording refers to is not in the store.</summary>
    public static IqDataException ObjectMissing(string path) => new(IqDataError.ObjectMissing, $"IQ file not found: {path}");

    /// <summary>The object is there, but is not what it should be.</summary>
    /// <param name="code">Which of the list.</param>
    /// <param name="finding">What was found, where, and what was expected; without a full stop.</param>
    public static IqDataException Invalid(IqDataError code, FormattableString finding) =>
        new(code, "Invalid IQ data format: " + FormattableString.Invariant(finding));
}
