using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Features;
using Microsoft.Extensions.Configuration;

namespace Heimdall.Extractor;

/// <summary>How much this worker does at once, and how it keeps what it works on. Keys are <c>Extraction__{name}</c>.</summary>
internal sealed record ExtractionOptions
{
    /// <summary>The names of the feature sets that this worker registers, queues and computes, separated by commas; one or more.</summary>
    public string FeatureSets { get; init; } = string.Join(',', KnownFeatureSets);

    /// <summary>Jobs at once, 1…256.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The share of the slots that old recordings may have at once, 0…1: at least one slot, none with 0. They have them only while no new
    /// recording waits.
    /// </summary>
    public double BackfillShare { get; init; } = 0.5;

    /// <summary>Jobs that are started a second at most, 0…100,000; 0 for no limit.</summary>
    public int JobsPerSecond { get; init; }

    /// <summary>Reads from the object store that are under way at once, over all recordings, 1…1,024.</summary>
    public int ObjectReads { get; init; } = 32;

    /// <summary>
    /// How long a read from the object store may bring nothing before it is left alone, 1 s…1 day. The S3 client gives up earlier by itself;
    /// a file system may never.
    /// </summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Recordings at once, over all jobs, 1…256.</summary>
    public int MeasurementsInParallel { get; init; } = Environment.ProcessorCount;

    /// <summary>Cores that decode and compute, over all recordings, 1…256. A single recording uses as many of them as are free.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a claim holds without being renewed, 1 s…1 h.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often leases are renewed, 100 ms…half of <see cref="LeaseDuration"/>.</summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often free slots look for work that no wake-up told of, 100 ms…1 min.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often queued jobs that nobody heard of are looked for, 100 ms…1 min.</summary>
    public TimeSpan AnnounceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A job that was announced longer ago than this and still waits is announced again, 1 s…1 h.</summary>
    public TimeSpan AnnounceAgainAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often expired leases are looked for, 100 ms…<see cref="LeaseDuration"/>.</summary>
    public TimeSpan RescueInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest first wait before a job is tried again; it is five times as long after every attempt. 10 ms…1 h.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait of all before a job is tried again, 10 ms…1 day.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long giving the jobs back may take at the end, 1 s…1 min. With what else ends it fits into the 5 s that whoever stops a service
    /// grants at least.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(3.5);

    /// <summary>Slots that old recordings may have at once.</summary>
    public int BackfillSlots => BackfillShare > 0 ? Math.Max(1, (int)(BackfillShare * Slots)) : 0;

    private static IReadOnlyList<string> KnownFeatureSets { get; } =
        [.. RecordingExtraction.Computes.Select(set => set.Id.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>True where this worker computes the set.</summary>
    public bool IsComputed(ComputedFeatureSet set) => FeatureSets.Split(',').Contains(set.Id.Name, StringComparer.Ordinal);

    /// <exception cref="SettingException">A value is not what it may be.</exception>
    public static ExtractionOptions Read(IConfiguration configuration)
    {
        var settings = new RangedSettings(configuration, "Extraction");
        var defaults = new ExtractionOptions();
        var lease = settings.Duration(nameof(LeaseDuration), defaults.LeaseDuration, Seconds(1), TimeSpan.FromHours(1));
        var longestRenewal = lease / 2;
        var renewal = defaults.RenewInterval < lease / 3 ? defaults.RenewInterval : lease / 3;
        var rescue = defaults.RescueInterval < lease / 2 ? defaults.RescueInterval : lease / 2;
        return new ExtractionOptions
        {
            FeatureSets = settings.Names(nameof(FeatureSets), defaults.FeatureSets, KnownFeatureSets),
            Slots = settings.Number(nameof(Slots), defaults.Slots, 1, 256),
            BackfillShare = settings.Share(nameof(BackfillShare), defaults.BackfillShare),
            JobsPerSecond = settings.Number(nameof(JobsPerSecond), defaults.JobsPerSecond, 0, 100_000),
            ObjectReads = settings.Number(nameof(ObjectReads), defaults.ObjectReads, 1, 1024),
            ReadTimeout = settings.Duration(nameof(ReadTimeout), defaults.ReadTimeout, Seconds(1), TimeSpan.FromDays(1)),
            MeasurementsInParallel = settings.Number(nameof(MeasurementsInParallel), defaults.MeasurementsInParallel, 1, 256),
            Cores = settings.Number(nameof(Cores), defaults.Cores, 1, 256),
            LeaseDuration = lease,
            RenewInterval = settings.Duration(nameof(RenewInterval), renewal, Seconds(0.1), longestRenewal),
            PollInterval = settings.Duration(nameof(PollInterval), defaults.PollInterval, Seconds(0.1), Seconds(60)),
            AnnounceInterval = settings.Duration(nameof(AnnounceInterval), defaults.AnnounceInterval, Seconds(0.1), Seconds(60)),
            AnnounceAgainAfter = settings.Duration(
                nameof(AnnounceAgainAfter), defaults.AnnounceAgainAfter, Seconds(1), TimeSpan.FromHours(1)),
            RescueInterval = settings.Duration(nameof(RescueInterval), rescue, Seconds(0.1), lease),
            RetryDelay = settings.Duration(nameof(RetryDelay), defaults.RetryDelay, Seconds(0.01), TimeSpan.FromHours(1)),
            MaxRetryDelay = settings.Duration(nameof(MaxRetryDelay), defaults.MaxRetryDelay, Seconds(0.01), TimeSpan.FromDays(1)),
            ShutdownTimeout = settings.Duration(nameof(ShutdownTimeout), defaults.ShutdownTimeout, Seconds(1), Seconds(60)),
        };
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
