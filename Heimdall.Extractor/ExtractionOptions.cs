using Microsoft.Extensions.Configuration;

namespace Heimdall.Extractor;

/// <summary>How much this worker does at once, and how it keeps what it works on. Keys are <c>Extraction__{name}</c>.</summary>
internal sealed record ExtractionOptions
{
    /// <summary>Jobs at once, 1…256.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>Recordings at once, over all jobs, 1…256.</summary>
    public int MeasurementsInParallel { get; init; } = Environment.ProcessorCount;

    /// <summary>Cores that decode and compute, over all recordings, 1…256. A single recording uses as many of them as are free.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a claim holds without being renewed, 5 s…1 h.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often leases are renewed, 1 s…half of <see cref="LeaseDuration"/>.</summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often free slots look for work that no wake-up told of, 100 ms…1 min.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often queued jobs that nobody heard of are looked for, 100 ms…1 min.</summary>
    public TimeSpan AnnounceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A job that was announced longer ago than this and still waits is announced again, 1 s…1 h.</summary>
    public TimeSpan AnnounceAgainAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often expired leases are looked for, 1 s…10 min.</summary>
    public TimeSpan RescueInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest first wait before a job is tried again; it doubles with every attempt. 10 ms…1 h.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait of all before a job is tried again, 10 ms…1 day.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long giving the jobs back may take at the end, 1 s…1 min.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <exception cref="SettingException">A value is not what it may be.</exception>
    public static ExtractionOptions Read(IConfiguration configuration)
    {
        var settings = new RangedSettings(configuration, "Extraction");
        var defaults = new ExtractionOptions();
        var lease = settings.Duration(nameof(LeaseDuration), defaults.LeaseDuration, Seconds(5), TimeSpan.FromHours(1));
        var longestRenewal = lease / 2;
        var renewal = defaults.RenewInterval < lease / 3 ? defaults.RenewInterval : lease / 3;
        return new ExtractionOptions
        {
            Slots = settings.Number(nameof(Slots), defaults.Slots, 1, 256),
            MeasurementsInParallel = settings.Number(nameof(MeasurementsInParallel), defaults.MeasurementsInParallel, 1, 256),
            Cores = settings.Number(nameof(Cores), defaults.Cores, 1, 256),
            LeaseDuration = lease,
            RenewInterval = settings.Duration(nameof(RenewInterval), renewal, Seconds(1), longestRenewal),
            PollInterval = settings.Duration(nameof(PollInterval), defaults.PollInterval, Seconds(0.1), Seconds(60)),
            AnnounceInterval = settings.Duration(nameof(AnnounceInterval), defaults.AnnounceInterval, Seconds(0.1), Seconds(60)),
            AnnounceAgainAfter = settings.Duration(
                nameof(AnnounceAgainAfter), defaults.AnnounceAgainAfter, Seconds(1), TimeSpan.FromHours(1)),
            RescueInterval = settings.Duration(nameof(RescueInterval), defaults.RescueInterval, Seconds(1), TimeSpan.FromMinutes(10)),
            RetryDelay = settings.Duration(nameof(RetryDelay), defaults.RetryDelay, Seconds(0.01), TimeSpan.FromHours(1)),
            MaxRetryDelay = settings.Duration(nameof(MaxRetryDelay), defaults.MaxRetryDelay, Seconds(0.01), TimeSpan.FromDays(1)),
            ShutdownTimeout = settings.Duration(nameof(ShutdownTimeout), defaults.ShutdownTimeout, Seconds(1), Seconds(60)),
        };
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
