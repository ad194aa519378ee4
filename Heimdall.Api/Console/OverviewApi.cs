using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Heimdall.Api.Access;
using Heimdall.Api.Features;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Console;

/// <summary>The overview, once or as it changes.</summary>
internal static class OverviewApi
{
    private const int MostListeners = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Then the browser connects anew, and has to be signed in still.</summary>
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(5);

    private static int _listeners;

    public static void MapOverview(this IEndpointRouteBuilder routes)
    {
        var overview = routes.MapGroup("/api/v1/overview").WithTags("Console").RequireAuthorization(Role.Viewer);
        overview.MapGet("", Show).WithSummary("Shows coverage, backlog, workers, tasks, alerts and health at a glance.");
        overview.MapGet("/history", ShowHistory)
            .WithSummary("Shows what was queued and ended over the last hour, day or week, how long it took, and what had not ended; the last step is still going on. Of all jobs, or of those of one feature set.")
            .ProducesProblem(404)
            .ProducesProblem(422);
        overview.MapGet("/events", Listen).WithSummary("The overview every two seconds, as server-sent events named overview. Ends after five minutes: connect again.");
    }

    private static async Task<Ok<Overview>> Show(OverviewReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reader.ReadAsync(cancellationToken));

    private static async Task<Results<Ok<HistoryResponse>, ProblemHttpResult>> ShowHistory(
        [AsParameters] HistoryQuery query, HistoryReader history, FeatureSetStore sets, CancellationToken cancellationToken)
    {
        if (query.Check() is { } problem)
        {
            return problem;
        }

        if (query.FeatureSet is { } name && await sets.FindAsync(name, null, cancellationToken) is null)
        {
            return await sets.NotFoundAsync(name, null, cancellationToken);
        }

        return TypedResults.Ok(await history.ReadAsync(query.Asked, query.FeatureSet, cancellationToken));
    }

    private static Results<ServerSentEventsResult<Overview>, ProblemHttpResult> Listen(
        OverviewReader reader, TimeProvider time, IHostApplicationLifetime life, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _listeners) >= MostListeners)
        {
            return Problem.Of(
                StatusCodes.Status503ServiceUnavailable, "too_many_listeners", "Too many listeners", $"{MostListeners} pages listen already. GET /api/v1/overview shows the same once.");
        }

        return TypedResults.ServerSentEvents(EventsAsync(reader, time, life.ApplicationStopping, cancellationToken));
    }

    // Every event is the whole of it: a page that missed some has missed nothing.
    private static async IAsyncEnumerable<SseItem<Overview>> EventsAsync(
        OverviewReader reader, TimeProvider time, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _listeners);
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
            end.CancelAfter(LongestStream);
            using var timer = new PeriodicTimer(Interval, time);
            while (!end.IsCancellationRequested)
            {
                yield return new SseItem<Overview>(await reader.ReadAsync(cancellationToken), "overview");
                if (!await NextAsync(timer, end.Token))
                {
                    yield break;
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _listeners);
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
