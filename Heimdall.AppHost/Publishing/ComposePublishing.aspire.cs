using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;

namespace Heimdall.AppHost.Publishing;

/// <summary>Heimdall as a Compose file: restarts, health of the servers, replicas, which Aspire leaves out.</summary>
internal static class ComposePublishing
{
    private const string RestartUnlessStopped = "unless-stopped";
    private const string WhenHealthy = "service_healthy";

    // A worker told to stop releases its jobs, which takes seconds; the rest is reserve.
    private const string StopGracePeriod = "30s";

    /// <summary>Adds the Compose environment and says what it cannot know.</summary>
    /// <param name="builder">The system, fully described.</param>
    /// <param name="extractors">Replicas of the extractor.</param>
    public static void AddCompose(this IDistributedApplicationBuilder builder, int extractors)
    {
        foreach (var server in builder.Resources.OfType<ContainerResource>().ToList())
        {
            builder.CreateResourceBuilder(server).PublishAsDockerComposeService((_, service) =>
            {
                service.Restart = RestartUnlessStopped;
                service.Healthcheck = HealthCheckOf(server.Name);
            });
        }

        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
        {
            builder.CreateResourceBuilder(project).PublishAsDockerComposeService((_, service) =>
            {
                service.Restart = RestartUnlessStopped;
                service.StopGracePeriod = StopGracePeriod;
                WaitForHealthyServers(service);
                if (project.Name == "extractor")
                {
                    service.Deploy = new Deploy { Replicas = extractors };
                }
            });
        }

        // The dashboard's store is memory alone; a system that runs for good sends its telemetry to one that keeps it.
        builder.AddDockerComposeEnvironment("compose").WithDashboard(enabled: false);
    }

    // The images bring these programs along.
    private static Healthcheck? HealthCheckOf(string server)
    {
        List<string> test = server switch
        {
            "postgres" => ["CMD", "pg_isready", "--dbname", "postgres"],
            "rabbitmq" => ["CMD", "rabbitmq-diagnostics", "--quiet", "check_port_connectivity"],
            "minio" => ["CMD", "mc", "ready", "local"],
            _ => [],
        };
        return test.Count == 0 ? null : new Healthcheck { Test = test, Interval = "10s", Timeout = "10s", Retries = 6, StartPeriod = "30s" };
    }

    private static void WaitForHealthyServers(Service service)
    {
        // The services' own images have no program that could ask; they try their connections again by themselves.
        foreach (var (_, dependency) in service.DependsOn.Where(d => HealthCheckOf(d.Key) is not null))
        {
            dependency.Condition = WhenHealthy;
        }
    }
}
