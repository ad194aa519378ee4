using Heimdall.Ledger.Access;
using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.DeadLetters;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.History;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Observation;
using Heimdall.Ledger.Retention;
using Heimdall.Ledger.Schema;
using Heimdall.Ledger.Sessions;
using Heimdall.Ledger.Stations;
using Heimdall.Ledger.Tasks;
using Heimdall.Ledger.Waterfalls;
using Heimdall.Ledger.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Heimdall.Ledger;

/// <summary>Registers the ledger's stores. They need an <c>NpgsqlDataSource</c>, which the host registers.</summary>
public static class LedgerRegistration
{
    public static IServiceCollection AddLedger(this IServiceCollection services) => services
        .AddSingleton<SchemaMigrator>()
        .AddSingleton<StationStore>()
        .AddSingleton<SessionStore>()
        .AddSingleton<MeasurementStore>()
        .AddSingleton<FeatureSetStore>()
        .AddSingleton<FeatureStore>()
        .AddSingleton<FeatureNotifications>()
        .AddSingleton<WaterfallStore>()
        .AddSingleton<CoverageStore>()
        .AddSingleton<JobQueue>()
        .AddSingleton<JobSettlements>()
        .AddSingleton<ClaimFloors>()
        .AddSingleton<JobAnnouncements>()
        .AddSingleton<JobStore>()
        .AddSingleton<JobHousekeeping>()
        .AddSingleton<LedgerNotifications>()
        .AddSingleton<ExtractionRequests>()
        .AddSingleton<JobRetries>()
        .AddSingleton<JobCancellations>()
        .AddSingleton<BulkJobs>()
        .AddSingleton<BatchQueue>()
        .AddSingleton<StuckJobs>()
        .AddSingleton<BackfillPlanner>()
        .AddSingleton<BackfillStore>()
        .AddSingleton<BackfillControl>()
        .AddSingleton<BackfillSteps>()
        .AddSingleton<AlertStore>()
        .AddSingleton<LedgerRetention>()
        .AddSingleton<TaskRunStore>()
        .AddSingleton<TaskCounts>()
        .AddSingleton<ScheduleStore>()
        .AddSingleton<JobHistory>()
        .AddSingleton<DeadLetterStore>()
        .AddSingleton<BulkDeadLetters>()
        .AddSingleton<WorkerRegistry>()
        .AddSingleton<ApiKeyStore>()
        .AddSingleton<ConsoleSessionStore>()
        .AddSingleton<AuditLog>()
        .AddSingleton<LedgerObservations>();
}
