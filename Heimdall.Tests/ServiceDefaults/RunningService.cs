using System.Text.Json;
using Heimdall.ServiceDefaults;
using Heimdall.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.ServiceDefaults;

/// <summary>A service with the defaults, listening on a port of the loopback.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private RunningService(WebApplication app)
    {
        _app = app;
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public IServiceProvider Services => _app.Services;

    public RecordedLog<RunningService> Log { get; private init; } = new();

    public static async Task<RunningService> StartAsync(
        Action<WebApplicationBuilder> configure, params (string Key, string? Value)[] configuration)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "service-under-test" });
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.AddServiceDefaults();
        var log = new RecordedLog<RunningService>();
        builder.Logging.ClearProviders().AddProvider(new RecordedLogProvider(log));
        configure(builder);
        var app = builder.Build();
        app.UseRouting();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        return new RunningService(app) { Log = log };
    }

    public async Task<(int Status, JsonElement Body, string Text)> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, JsonDocument.Parse(text).RootElement, text);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class RecordedLogProvider(ILogger log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
            // The log outlives its service.
        }
    }
}
