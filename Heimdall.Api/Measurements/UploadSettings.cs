using System.Globalization;
using Heimdall.Api.Hosting;

namespace Heimdall.Api.Measurements;

/// <summary>The limits of uploads.</summary>
/// <param name="MaxBytes">Bytes of one recording at most.</param>
internal sealed record UploadSettings(long MaxBytes)
{
    public const string MaxBytesSetting = "Uploads:MaxBytes";

    private const long DefaultMaxBytes = 4L * 1024 * 1024 * 1024;
    private const long LargestMaxBytes = 1024L * 1024 * 1024 * 1024;

    /// <exception cref="InvalidSettingException">A setting is out of its range.</exception>
    public static UploadSettings Read(IConfiguration configuration)
    {
        var text = configuration[MaxBytesSetting];
        if (string.IsNullOrEmpty(text))
        {
            return new UploadSettings(DefaultMaxBytes);
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var maxBytes) && maxBytes is >= 1 and <= LargestMaxBytes
            ? new UploadSettings(maxBytes)
            : throw new InvalidSettingException($"Uploads__MaxBytes is '{text}'; it must be a whole number of bytes from 1 to {LargestMaxBytes}.");
    }
}
