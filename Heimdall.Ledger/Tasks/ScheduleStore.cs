using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Tasks;

/// <summary>What the extractors run by the clock, for whoever does not know their settings.</summary>
public sealed class ScheduleStore(NpgsqlDataSource database)
{
    private static readonly string Register = SqlFile.Read("Tasks.register_schedules");
    private static readonly string List = SqlFile.Read("Tasks.list_schedules");

    /// <summary>Says how often each task is due. Where two extractors differ, the one that said so last is believed.</summary>
    public async Task RegisterAsync(IReadOnlyCollection<(string Task, TimeSpan Interval)> schedules, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { tasks = schedules.Select(schedule => schedule.Task).ToArray(), intervals = schedules.Select(schedule => schedule.Interval.TotalSeconds).ToArray() };
        await connection.ExecuteAsync(new CommandDefinition(Register, parameters, cancellationToken: cancellationToken));
    }

    /// <summary>Every task that is run by the clock, the most frequent first.</summary>
    public async Task<IReadOnlyList<RegisteredSchedule>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<RegisteredSchedule>(new CommandDefinition(List, cancellationToken: cancellationToken))).AsList();
    }
}

/// <summary>A task that is run by the clock.</summary>
/// <param name="RegisteredAt">When an extractor last said so.</param>
/// <param name="NextDueAt">When its next slot begins.</param>
/// <param name="ReadAt">Now, by the same clock.</param>
public sealed record RegisteredSchedule(string Task, double IntervalSeconds, DateTimeOffset RegisteredAt, DateTimeOffset NextDueAt, DateTimeOffset ReadAt);
