namespace Heimdall.Extractor.Features;

/// <summary>What the features of a recording depend on beside its samples.</summary>
/// <param name="SampleRateHz">fs, finite and positive; the true rate where one is known.</param>
/// <param name="DcGuardBins">Bins on each side of 0 Hz that take no part in noise and detection, 0…16: 0 leaves none out.</param>
/// <param name="CalibrationOffsetDb">dBm at the antenna less dBFS in the recording; null where the station has no calibration.</param>
internal sealed record RecordingContext(double SampleRateHz, int DcGuardBins, double? CalibrationOffsetDb);
