using System.Globalization;
using Heimdall.Api.Hosting;
using Heimdall.Ledger.Measurements;

namespace Heimdall.Api.Measurements;

/// <summary>The limits of uploads.</summary>
/// <param name="MaxBytes">Bytes of one recording at most.</param>
/// <param name="MaxConcurrent">Uploads that come in at the same time; further ones wait. Each takes up to 16 MiB of memory.</param>
/// <param name="MeasurementsPerSession">Recordings of one session at most, uploaded or referred to.</param>
internal sealed record UploadSettings(long MaxBytes, int MaxConcurrent, int MeasurementsPerSession = MeasurementLimits.DefaultPerSession)
{
    private const long DefaultMaxBytes = 4L * 1024 * 1024 * 1024;
    private const long LargestMaxBytes = 1024L * 1024 * 1024 * 1024;
    private const int DefaultMaxConcurrent = 32;
    private const int LargestMaxConcurrent = 1024;
    private const int LargestMeasurementsPerSession = 100_000;

    public MeasurementLimits Limits => new(MeasurementsPerSession);

    /// <exception cref="InvalidSettingException">A setting is out of its range.</exception>
    public static UploadSettings Read(IConfiguration configuration) => new(
        Read(configuration, nameof(MaxBytes), DefaultMaxBytes, LargestMaxBytes),
        (int)Read(configuration, nameof(MaxConcurrent), DefaultMaxConcurrent, LargestMaxConcurrent),
        (int)Read(configuration, nameof(MeasurementsPerSession), MeasurementLimits.DefaultPerSession, LargestMeasurementsPerSession));

    private static long Read(IConfiguration configuration, string name, long byDefault, long largest)
    {
        var text = configuration[$"Uploads:{name}"];
        if (string.IsNullOrEmpty(text))
        {
            return byDefault;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= largest
            ? value
            : throw new InvalidSettingException($"Uploads__{name} is '{text}'; it must be a whole number from 1 to {largest}.");
    }
}
