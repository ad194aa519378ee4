using Heimdall.Ledger.Retention;
using Microsoft.Extensions.Configuration;

namespace Heimdall.Extractor.Scheduling;

/// <summary>How long what is done with is kept. Keys are <c>Retention__{name}</c>, each 1 h…10 years.</summary>
internal sealed record RetentionOptions
{
    /// <summary>Settled jobs and their attempts; a month goes when all of it is older.</summary>
    public TimeSpan FinishedJobs { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Ended runs of tasks.</summary>
    public TimeSpan TaskRuns { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Workers that stopped, or fell silent.</summary>
    public TimeSpan Workers { get; init; } = TimeSpan.FromDays(7);

    public TimeSpan ResolvedAlerts { get; init; } = TimeSpan.FromDays(90);

    public RetentionPeriods Periods => new(FinishedJobs, TaskRuns, Workers, ResolvedAlerts);

    /// <exception cref="SettingException">A value is not what it may be.</exception>
    public static RetentionOptions Read(IConfiguration configuration)
    {
        var settings = new RangedSettings(configuration, "Retention");
        var defaults = new RetentionOptions();
        TimeSpan Period(string name, TimeSpan period) => settings.Duration(name, period, TimeSpan.FromHours(1), TimeSpan.FromDays(3650));
        return new RetentionOptions
        {
            FinishedJobs = Period(nameof(FinishedJobs), defaults.FinishedJobs),
            TaskRuns = Period(nameof(TaskRuns), defaults.TaskRuns),
            Workers = Period(nameof(Workers), defaults.Workers),
            ResolvedAlerts = Period(nameof(ResolvedAlerts), defaults.ResolvedAlerts),
        };
    }
}
