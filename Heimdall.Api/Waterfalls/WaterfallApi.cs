using System.Diagnostics;
using Heimdall.Api.Access;
using Heimdall.Ledger.Waterfalls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Heimdall.Api.Waterfalls;

/// <summary>The pictures of recordings, as the extractor left them in the object store.</summary>
internal static class WaterfallApi
{
    /// <summary>A picture never changes, and the console's addresses of its tiles say which it is; only its reader's own browser may keep them.</summary>
    private const string ForEver = "private, max-age=31536000, immutable";

    public static void MapWaterfalls(this IEndpointRouteBuilder routes)
    {
        var waterfalls = routes.MapGroup("/api/v1/measurements/{id}/waterfall").WithTags("Waterfalls").RequireAuthorization(Role.Viewer);
        waterfalls.MapGet("", Show)
            .WithSummary("Describes a recording's waterfall: its levels and tiles, and the spectrum of the whole recording. Where there is none, the problem's state says why.")
            .ProducesProblem(404);
        waterfalls.MapGet("/tiles/{level}/{index}", ShowTile)
            .WithSummary("A tile: up to 512 rows of 512 bytes, the oldest first, the lowest frequency first. A value v means v·0.6 − 150 dBFS within a bin. It never changes.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").Produces(StatusCodes.Status304NotModified).ProducesProblem(404);
        waterfalls.MapGet("/chunks/{chunk}", ShowChunk)
            .WithSummary("A chunk's spectrum, envelope and constellation.").ProducesProblem(404);
    }

    private static async Task<Results<Ok<WaterfallResponse>, ProblemHttpResult>> Show(
        Guid id, WaterfallStore waterfalls, WaterfallObjects objects, CancellationToken cancellationToken)
    {
        switch (await waterfalls.FindAsync(id, cancellationToken))
        {
            case null:
                return WaterfallProblem.NoMeasurement(id);
            case WaterfallState.NotMade why:
                return WaterfallProblem.Missing(why);
            case WaterfallState.Made made:
                return await objects.ReadManifestAsync(made.Key, cancellationToken) is { } manifest
                    ? TypedResults.Ok(WaterfallResponse.Of(made, manifest))
                    : WaterfallProblem.Gone(made);
            case var other:
                throw new UnreachableException(other.ToString());
        }
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> ShowTile(
        Guid id, int level, int index, HttpResponse response, WaterfallStore waterfalls, WaterfallObjects objects, CancellationToken cancellationToken)
    {
        switch (await waterfalls.FindAsync(id, cancellationToken))
        {
            case null:
                return WaterfallProblem.NoMeasurement(id);
            case WaterfallState.NotMade why:
                return WaterfallProblem.Missing(why);
            case WaterfallState.Made made:
                if (level < 0 || index < 0 || await objects.OpenTileAsync(made.Key, level, index, cancellationToken) is not { } tile)
                {
                    return WaterfallProblem.NoTile(level, index);
                }

                response.Headers.CacheControl = ForEver;
                return TypedResults.Stream(tile, "application/octet-stream", entityTag: new EntityTagHeaderValue($"\"{made.Key.Version}-{made.Key.Sha256Text}-{level}-{index}\""));
            case var other:
                throw new UnreachableException(other.ToString());
        }
    }

    private static async Task<Results<Ok<WaterfallChunkResponse>, ProblemHttpResult>> ShowChunk(
        Guid id, int chunk, WaterfallStore waterfalls, WaterfallObjects objects, CancellationToken cancellationToken)
    {
        switch (await waterfalls.FindAsync(id, cancellationToken))
        {
            case null:
                return WaterfallProblem.NoMeasurement(id);
            case WaterfallState.NotMade why:
                return WaterfallProblem.Missing(why);
            case WaterfallState.Made made:
                return chunk >= 0 && await objects.ReadChunkAsync(made.Key, chunk, cancellationToken) is { } preview
                    ? TypedResults.Ok(WaterfallChunkResponse.Of(chunk, preview))
                    : WaterfallProblem.NoChunk(chunk);
            case var other:
                throw new UnreachableException(other.ToString());
        }
    }
}
