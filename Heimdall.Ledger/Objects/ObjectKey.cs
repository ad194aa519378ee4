using System.Globalization;
using System.Text;

namespace Heimdall.Ledger.Objects;

/// <summary>Names of objects within a bucket: segments separated by <c>/</c>, the same rules for every store.</summary>
public static class ObjectKey
{
    /// <summary>S3's limit on a key, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024;

    /// <summary>A file system's limit on a name, in bytes of UTF-8: a key good for one store is good for all.</summary>
    public const int MaxSegmentBytes = 255;

    /// <summary>The first segment that the directory store keeps for uploads under way.</summary>
    internal const string UploadsSegment = ".uploads";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The key of a recording:
    /// <c>{year}/{month}/{day}/{station_id}/{frequency_hz}/{yyyyMMddTHHmmssfffZ}_{measurement_id}.{extension}</c>, the date in UTC.
    /// </summary>
    /// <param name="recordedAt">When the recording began.</param>
    /// <param name="stationId">The station that recorded.</param>
    /// <param name="frequencyHz">The frequency it was tuned to, Hz, at least 0.</param>
    /// <param name="measurementId">Makes the key unique.</param>
    /// <param name="extension">Of the file's format, without a dot: one to sixteen lower-case letters, digits or <c>-</c>.</param>
    /// <exception cref="ArgumentException">The extension is something else.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is negative.</exception>
    public static string For(DateTimeOffset recordedAt, Guid stationId, long frequencyHz, Guid measurementId, string extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        ArgumentOutOfRangeException.ThrowIfNegative(frequencyHz);
        if (extension.Length is 0 or > 16 || !extension.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw new ArgumentException("An extension is one to sixteen lower-case letters, digits or '-'", nameof(extension));
        }

        var recordedUtc = recordedAt.UtcDateTime;
        var folder = string.Create(CultureInfo.InvariantCulture, $"{recordedUtc:yyyy'/'MM'/'dd}/{stationId:D}/{frequencyHz}");
        return string.Create(CultureInfo.InvariantCulture, $"{folder}/{recordedUtc:yyyyMMdd'T'HHmmssfff'Z'}_{measurementId:D}.{extension}");
    }

    /// <summary>Throws when a key is not one to store under, saying what is wrong with it.</summary>
    /// <exception cref="InvalidObjectKeyException">
    /// It is empty, absolute, too long, not text, or has an empty, <c>.</c> or <c>..</c> segment, a control character or a backslash.
    /// </exception>
    public static void Validate(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length == 0)
        {
            throw new InvalidObjectKeyException("it is empty");
        }

        if (key.Any(char.IsControl))
        {
            throw new InvalidObjectKeyException("it has a control character");
        }

        if (key[0] == '/')
        {
            throw new InvalidObjectKeyException("it is an absolute path");
        }

        if (key.Contains('\\'))
        {
            throw new InvalidObjectKeyException("it has a backslash");
        }

        if (BytesOf(key) > MaxBytes)
        {
            throw new InvalidObjectKeyException($"it is longer than {MaxBytes} bytes");
        }

        ValidateSegments(key.Split('/'));
    }

    private static void ValidateSegments(string[] segments)
    {
        foreach (var segment in segments)
        {
            if (segment.Length == 0)
            {
                throw new InvalidObjectKeyException("it has an empty segment");
            }

            if (segment is "." or "..")
            {
                throw new InvalidObjectKeyException($"it has the segment '{segment}'");
            }

            if (BytesOf(segment) > MaxSegmentBytes)
            {
                throw new InvalidObjectKeyException($"it has a segment longer than {MaxSegmentBytes} bytes");
            }
        }

        if (segments[0] == UploadsSegment)
        {
            throw new InvalidObjectKeyException($"'{UploadsSegment}' is where uploads under way lie");
        }
    }

    private static int BytesOf(string text)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            throw new InvalidObjectKeyException("it is not text: half of a surrogate pair");
        }
    }
}
