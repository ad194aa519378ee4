using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace Heimdall.AppHost.Demonstration;

/// <summary>Records one session with known truth through the public HTTP API, and shows what Heimdall made of it.</summary>
internal sealed class DemonstrationRun(
    IResourceBuilder<IResourceWithEndpoints> api,
    IResourceBuilder<ParameterResource> adminKey,
    AppHostOptions options,
    ResourceNotificationService notifications,
    IHostApplicationLifetime lifetime,
    TimeProvider clock) : BackgroundService
{
    private const int Failed = 1;
    private const int FirstSeed = 20_260_101;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(300);

    // Images may have to be fetched first, where servers run in containers.
    private static readonly TimeSpan HealthDeadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ExtractionDeadline = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WaitForHealthAsync("api", stoppingToken);
            await WaitForHealthAsync("extractor", stoppingToken);
            if (!await RunOnceAsync(stoppingToken))
            {
                Environment.ExitCode = Failed;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Environment.ExitCode = options.Exit ? Failed : Environment.ExitCode;
        }
        catch (Exception e)
        {
            // Whatever it was: --exit must not say that all is well.
            AnsiConsole.Console.WriteLine($"The demonstration failed: {e.Message}", new Style(Color.Red));
            Environment.ExitCode = Failed;
        }
        finally
        {
            if (options.Exit)
            {
                lifetime.StopApplication();
            }
        }
    }

    /// <summary>Records, extracts, compares and prints.</summary>
    /// <returns>Whether everything was measured as it is.</returns>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var url = api.GetEndpoint("http").Url;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Add("X-Api-Key", await adminKey.Resource.GetValueAsync(cancellationToken));
        var heimdall = new HeimdallClient(http);

        var (session, stations) = await RecordAsync(heimdall, cancellationToken);
        var task = await heimdall.CompleteAsync(session, cancellationToken);
        await WaitForAsync(heimdall, task, cancellationToken);

        var features = await heimdall.FeaturesAsync(session, cancellationToken);
        var statistics = await heimdall.StatisticsAsync(cancellationToken);
        var verdicts = Cast.Parts.Select(p => new Verdict(p, features.Receivers.FirstOrDefault(r => r.StationId == stations[p]))).ToList();
        AnsiConsole.Console.Write(Report.Of(verdicts, features, statistics));
        foreach (var line in Report.NextSteps(url, session, Engine.AdminKeyInShell(options)))
        {
            Console.WriteLine(line);
        }

        return ShowDifferences(verdicts, features);
    }

    private async Task WaitForHealthAsync(string resource, CancellationToken cancellationToken)
    {
        try
        {
            await notifications.WaitForResourceHealthyAsync(resource, cancellationToken).WaitAsync(HealthDeadline, clock, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new DemonstrationException($"The {resource} was not healthy after {HealthDeadline.TotalMinutes:0} minutes.", e);
        }
    }

    private async Task<(Guid Session, Dictionary<Part, Guid> Stations)> RecordAsync(HeimdallClient heimdall, CancellationToken cancellationToken)
    {
        var start = clock.GetUtcNow();
        var session = await heimdall.CreateSessionAsync($"Demonstration {start.UtcDateTime:yyyy-MM-dd HH:mm:ss}", Cast.FrequencyHz, start, cancellationToken);
        var stations = new Dictionary<Part, Guid>();
        foreach (var (index, part) in Cast.Parts.Index())
        {
            var station = await heimdall.EnsureStationAsync(part, cancellationToken);
            stations.Add(part, station);
            var samples = SampleFile.Encode(SyntheticRecording.Generate(part.Scene, FirstSeed + index), part.Scene.Datatype);
            await heimdall.UploadAsync(session, station, part.Scene.Datatype, start, samples, cancellationToken);
        }

        return (session, stations);
    }

    private async Task WaitForAsync(HeimdallClient heimdall, Guid task, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        using var timer = new PeriodicTimer(PollInterval, clock);
        while (clock.GetElapsedTime(began) < ExtractionDeadline)
        {
            var state = await heimdall.TaskStatusAsync(task, cancellationToken);
            switch (state.Status)
            {
                case "success":
                    return;
                case "error":
                    throw new DemonstrationException($"The feature extraction failed: {state.Error}");
                default:
                    await timer.WaitForNextTickAsync(cancellationToken);
                    break;
            }
        }

        throw new DemonstrationException($"The features were not there after {ExtractionDeadline.TotalMinutes:0} minutes.");
    }

    private static bool ShowDifferences(IReadOnlyList<Verdict> verdicts, SessionFeatures features)
    {
        List<string> differences = [.. verdicts.SelectMany(v => v.Differences.Select(d => $"{v.Part.Name}: {d}"))];
        var hearing = Cast.Parts.Count(p => p.Scene is { IsCorrupt: false, SnrDb: not null });
        if (features.NumReceiversDetected != hearing)
        {
            differences.Add($"The session counts {features.NumReceiversDetected} receivers with a signal, not {hearing}");
        }

        foreach (var difference in differences)
        {
            AnsiConsole.Console.WriteLine(difference, new Style(Color.Red));
        }

        Console.WriteLine(differences.Count == 0 ? "Everything was measured as it is." : "Not everything was measured as it is.");
        return differences.Count == 0;
    }
}
