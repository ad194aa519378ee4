using Heimdall.Api.Access;
using Heimdall.Api.Alerts;
using Heimdall.Api.Backfills;
using Heimdall.Api.Console;
using Heimdall.Api.DeadLetters;
using Heimdall.Api.Downloads;
using Heimdall.Api.Features;
using Heimdall.Api.Hosting;
using Heimdall.Api.Jobs;
using Heimdall.Api.Measurements;
using Heimdall.Api.OpenApi;
using Heimdall.Api.Problems;
using Heimdall.Api.Resources;
using Heimdall.Api.Sessions;
using Heimdall.Api.Stations;
using Heimdall.Api.Tasks;
using Heimdall.Api.Waterfalls;
using Heimdall.Ledger;
using Heimdall.ServiceDefaults;
using Heimdall.ServiceDefaults.Broker;
using Heimdall.ServiceDefaults.Health;
using Heimdall.ServiceDefaults.Postgres;
using Heimdall.ServiceDefaults.Telemetry;

namespace Heimdall.Api;

/// <summary>The admin API: the same application for the process and for the tests.</summary>
public static class ApiApplication
{
    /// <exception cref="InvalidSettingException">A setting is missing or out of its range.</exception>
    public static WebApplication Build(string[] args) => Build(args, _ => { });

    /// <param name="args">Settings, as on the command line.</param>
    /// <param name="configure">Has the last word over what is registered.</param>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.RequireConnectionString("heimdall", "the database, such as Host=…;Username=…;Password=…;Database=heimdall");
        builder.AddNpgsqlDataSource("heimdall");
        builder.AddRabbitMQClient("rabbitmq", broker => broker.HealthRequirement = HealthRequirement.Optional);
        builder.AddObjectStore("minio");
        builder.Services.AddLedger();
        builder.AddApi();
        configure(builder);

        var api = builder.Build();
        api.UseApi();
        api.MapDefaultEndpoints();
        api.MapMetrics().RequireAuthorization(Role.Viewer);
        api.MapSignIn();
        api.MapOverview();
        api.MapKeys();
        api.MapAudit();
        api.MapStations();
        api.MapSessions();
        api.MapMeasurements();
        api.MapProvenance();
        api.MapFeatures();
        api.MapWaterfalls();
        api.MapDownloads();
        api.MapExtraction();
        api.MapJobs();
        api.MapTasks();
        api.MapDeadLetters();
        api.MapBackfills();
        api.MapBackfillAll();
        api.MapAlerts();
        api.MapStatistics();
        api.MapResources();
        api.MapDocumentation();
        return api;
    }

    /// <summary>Everything passes here, in this order, on its way to a handler.</summary>
    private static void UseApi(this WebApplication api)
    {
        api.UseSecurityHeaders();
        api.UseExceptionHandler();
        api.UseStatusCodePages(status => Problem.OfStatus(status.HttpContext.Response.StatusCode, status.HttpContext.Request).ExecuteAsync(status.HttpContext));
        api.UseStartGate();
        api.UseDocumentationPages();
        api.UseConsolePages();
        api.UseRouting();
        api.UseAuthentication();
        api.UseAuthorization();
    }
}
