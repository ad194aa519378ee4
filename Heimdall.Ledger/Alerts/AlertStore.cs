using Dapper;
using Heimdall.Ledger.Access;
using Npgsql;

namespace Heimdall.Ledger.Alerts;

/// <summary>The alerts: raised, seen again, resolved, acknowledged.</summary>
public sealed class AlertStore(NpgsqlDataSource database)
{
    private static readonly string FindUnwatched = SqlFile.Read("Alerts.find_unwatched_slot");
    private static readonly string Raise = SqlFile.Read("Alerts.raise_alert");
    private static readonly string Resolve = SqlFile.Read("Alerts.resolve_alerts");
    private static readonly string List = SqlFile.Read("Alerts.list_alerts");
    private static readonly string Find = SqlFile.Read("Alerts.find_alert");
    private static readonly string Acknowledge = SqlFile.Read("Alerts.acknowledge_alert");

    /// <summary>Looks for everything in the catalogue.</summary>
    /// <param name="limits">From when on something is wrong.</param>
    public async Task<AlertChanges> CheckAsync(AlertLimits limits, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            failure_window = limits.FailureWindow,
            failure_share_percent = limits.FailureSharePercent,
            failure_minimum = limits.FailureMinimum,
            unannounced_after = limits.UnannouncedAfter,
            worker_silent_after = limits.WorkerSilentAfter,
        };
        var changes = AlertChanges.None;
        foreach (var rule in AlertCatalogue.Rules)
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            var conditions = await connection.QueryAsync<AlertCondition>(new CommandDefinition(rule.Statement, parameters, cancellationToken: cancellationToken));
            changes = changes.With(await ReconcileAsync(rule.Kind, rule.Severity, conditions.AsList(), cancellationToken));
        }

        return changes;
    }

    /// <summary>The slot of a check that nobody is there to run, where no extractor has told of its schedules.</summary>
    /// <param name="interval">How often it would be.</param>
    /// <param name="patience">How long after its beginning whoever has it may still run it.</param>
    /// <param name="limits">From when on a job has waited for too long.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>By the database's clock; null where nothing waits and no alert is open: then there is nothing to look for.</returns>
    public async Task<DateTimeOffset?> FindUnwatchedSlotAsync(TimeSpan interval, TimeSpan patience, AlertLimits limits, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { interval, patience, unannounced_after = limits.UnannouncedAfter };
        return await connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(FindUnwatched, parameters, cancellationToken: cancellationToken));
    }

    /// <summary>Makes the open alerts of a kind those of the conditions: new ones are raised, the others counted up or resolved.</summary>
    /// <param name="kind">One of <see cref="AlertKind"/>.</param>
    /// <param name="severity">One of <see cref="AlertSeverity"/>.</param>
    /// <param name="conditions">Everything of this kind that is wrong now, each subject once.</param>
    public async Task<AlertChanges> ReconcileAsync(
        string kind, string severity, IReadOnlyList<AlertCondition> conditions, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        CommandDefinition Command(string statement, object parameters) => new(statement, parameters, transaction, cancellationToken: cancellationToken);

        // In order: two that look at the same moment wait for each other, and never crosswise.
        var raised = new List<RaisedAlert>();
        foreach (var condition in conditions.OrderBy(condition => condition.Subject, StringComparer.Ordinal))
        {
            var message = MessageText.Fit(condition.Message);
            var parameters = new { kind, subject = condition.Subject, message, severity, detail = condition.Detail.GetRawText() };
            if (await connection.ExecuteScalarAsync<bool>(Command(Raise, parameters)))
            {
                raised.Add(new RaisedAlert(kind, severity, condition));
            }
        }

        var subjects = conditions.Select(condition => condition.Subject).ToArray();
        var resolved = (await connection.QueryAsync<Alert>(Command(Resolve, new { kind, subjects }))).AsList();
        await transaction.CommitAsync(cancellationToken);
        return new AlertChanges(raised, resolved);
    }

    /// <summary>Lists alerts, the latest first.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this list.</exception>
    public async Task<Page<Alert>> ListAsync(bool isOpenOnly, string? kind, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var before = Cursor.Id(cursor);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { is_open_only = isOpenOnly, kind, before, limit = limit + 1 };
        var rows = await connection.QueryAsync<Alert>(new CommandDefinition(List, parameters, cancellationToken: cancellationToken));
        return Page<Alert>.Cut(rows.AsList(), limit, alert => Cursor.Of(alert.Id));
    }

    /// <summary>Notes, with its audit entry, that an operator has seen an alert. The first one counts.</summary>
    /// <returns>The alert; null where there is none.</returns>
    public async Task<Alert?> AcknowledgeAsync(Guid id, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var acknowledged = await connection.QuerySingleOrDefaultAsync<Alert>(
            new CommandDefinition(Acknowledge, new { id, actor }, transaction, cancellationToken: cancellationToken));
        if (acknowledged is null)
        {
            return await connection.QuerySingleOrDefaultAsync<Alert>(new CommandDefinition(Find, new { id }, transaction, cancellationToken: cancellationToken));
        }

        await AuditLog.WriteAsync(
            transaction, actor, "alert.acknowledge", $"alert/{id}", new { acknowledged.Kind, acknowledged.Subject }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return acknowledged;
    }
}
