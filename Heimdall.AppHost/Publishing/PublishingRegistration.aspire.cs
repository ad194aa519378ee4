using Heimdall.AppHost.Publishing;

namespace Heimdall.AppHost;

/// <summary>What is written for machines that run Heimdall for good.</summary>
internal static class PublishingRegistration
{
    /// <summary>Adds the environment that is published to, when the app host was asked to publish. Call it when all resources are described.</summary>
    public static void AddPublishing(this IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        switch (options.Engine.PublishTo)
        {
            case PublishTarget.Compose:
                builder.AddCompose(options.Replicas);
                break;
            case PublishTarget.Kubernetes:
                builder.AddKubernetes();
                break;
            default:
                throw new InvalidOperationException($"There is no publishing to {options.Engine.PublishTo}.");
        }
    }
}
