namespace Heimdall.AppHost.Operations;

/// <summary>What an operator can do from the engine's own view, without a shell: the API is asked with the admin key.</summary>
internal static class OperatorCommands
{
    public const string BatchExtract = "batch-extract";
    public const string BackfillAll = "backfill-all";
    public const string ShowStatistics = "show-statistics";

    /// <summary>Adds the commands to the API.</summary>
    public static IResourceBuilder<ProjectResource> WithOperatorCommands(this IResourceBuilder<ProjectResource> api, IResourceBuilder<ParameterResource> adminKey)
    {
        var calls = new OperatorCalls(api.GetEndpoint("http"), adminKey.Resource);
        return api
            .WithCommand(
                BatchExtract,
                "Batch-extract now",
                context => calls.SendAsync(HttpMethod.Post, "/api/v1/admin/features/batch-extract", "The batch is queued", context.CancellationToken),
                new CommandOptions { Description = "Queues a batch of recordings without features, newest first.", IconName = "Play", IsHighlighted = true })
            .WithCommand(
                BackfillAll,
                "Backfill all",
                context => calls.SendAsync(HttpMethod.Post, "/api/v1/admin/features/backfill-all", "The backfill is queued", context.CancellationToken),
                new CommandOptions
                {
                    Description = "Queues every recording without features.",
                    ConfirmationMessage = "Queue every recording that has no features yet?",
                    IconName = "ArrowSync",
                })
            .WithCommand(
                ShowStatistics,
                "Show statistics",
                context => calls.SendAsync(HttpMethod.Get, "/api/v1/admin/features/stats", "How far the extraction is", context.CancellationToken),
                new CommandOptions { Description = "Counts recordings with features and without.", IconName = "DataBarVertical" });
    }
}
