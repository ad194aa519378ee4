namespace Heimdall.Extractor.Features.RfIq;

/// <summary>
/// <c>rf.iq</c> 1: level, noise, SNR, spectrum, bandwidths, envelope, instantaneous frequency, delay spread and envelope line of a
/// complex baseband recording. The formulas are in docs/features.md and beside the code of each family.
/// </summary>
internal sealed class RfIqFeatureSet : IChunkFeatureSet
{
    /// <summary>Names in the order of <see cref="RfIqFeature"/>.</summary>
    private static readonly string[] _names =
    [
        "signal_present",
        "rssi_dbfs",
        "peak_dbfs",
        "peak_to_avg_ratio_db",
        "dc_offset_db",
        "rail_fraction",
        "zero_fraction",
        "noise_density_dbfs_hz",
        "noise_floor_dbfs",
        "snr_db",
        "cn0_dbhz",
        "snr_m2m4_db",
        "occupied_fraction",
        "psd_peak_dbfs_hz",
        "peak_frequency_hz",
        "spectral_centroid_hz",
        "spectral_spread_hz",
        "spectral_rolloff_hz",
        "occupied_bandwidth_hz",
        "bandwidth_3db_hz",
        "bandwidth_26db_hz",
        "spectral_flatness",
        "spectral_entropy",
        "envelope_mean",
        "envelope_std",
        "envelope_max",
        "envelope_skewness",
        "envelope_kurtosis",
        "power_kurtosis",
        "inst_frequency_mean_hz",
        "inst_frequency_std_hz",
        "inst_frequency_skewness",
        "inst_frequency_kurtosis",
        "frequency_offset_lag1_hz",
        "zero_crossing_rate",
        "correlation_time_us",
        "multipath_delay_spread_us",
        "coherence_bandwidth_khz",
        "delay_spread_confidence",
        "envelope_line_hz",
        "envelope_line_db",
        "confidence_score",
        "rssi_dbm",
    ];

    public string Name => "rf.iq";

    public int Version => 1;

    public IReadOnlyList<string> FeatureNames => _names;

    public JobPlace JobPlace => JobPlace.Live;

    public IChunkExtractor CreateExtractor(RecordingContext context) => new RfIqExtractor(context);
}
