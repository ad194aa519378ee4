using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace Heimdall.AppHost.Publishing;

/// <summary>Heimdall as a Helm chart: its name, volumes that stay, probes, and who is replaced how.</summary>
internal static class KubernetesPublishing
{
    // A worker told to stop releases its jobs, which takes seconds; the rest is reserve.
    private const int StopGraceSeconds = 30;

    private const int ProbePeriodSeconds = 10;
    private const int ProbeTimeoutSeconds = 5;
    private const int FailuresBeforeNotReady = 3;
    private const int FailuresBeforeRestart = 6;

    // Migrations of a large database may take minutes, and the API answers /alive while they run.
    private const int FailuresBeforeStartFailed = 30;

    /// <summary>Adds the Kubernetes environment and says what it cannot know.</summary>
    /// <param name="builder">The system, fully described.</param>
    public static void AddKubernetes(this IDistributedApplicationBuilder builder)
    {
        foreach (var server in builder.Resources.OfType<ContainerResource>().ToList())
        {
            builder.CreateResourceBuilder(server).PublishAsKubernetesService(ReplaceOldBeforeNew);
        }

        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
        {
            builder.CreateResourceBuilder(project).PublishAsKubernetesService(Probe);
        }

        builder.AddKubernetesEnvironment("kubernetes")
            .WithHelm(chart => chart.WithChartName("heimdall").WithChartDescription("Features of IQ recordings of a network of WebSDR receivers."))
            .WithProperties(kubernetes => kubernetes.DefaultStorageType = "pvc");
    }

    // Two servers never share a volume: the old one has to be gone before the new one starts.
    private static void ReplaceOldBeforeNew(KubernetesResource server)
    {
        if (server.Workload is Deployment deployment)
        {
            deployment.Spec.Strategy.RollingUpdate = new RollingUpdateDeploymentV1 { MaxSurge = 0, MaxUnavailable = 1 };
        }
    }

    private static void Probe(KubernetesResource service)
    {
        if (service.Workload is not { } workload)
        {
            return;
        }

        workload.PodTemplate.Spec.TerminationGracePeriodSeconds = StopGraceSeconds;
        foreach (var container in workload.PodTemplate.Spec.Containers.Where(c => c.Ports.Count > 0))
        {
            var port = container.Ports[0].ContainerPort;
            container.StartupProbe = Ask("/alive", port, FailuresBeforeStartFailed);
            container.LivenessProbe = Ask("/alive", port, FailuresBeforeRestart);
            container.ReadinessProbe = Ask("/health", port, FailuresBeforeNotReady);
        }
    }

    private static ProbeV1 Ask(string path, Int32OrStringV1? port, int failures) => new()
    {
        HttpGet = new HttpGetActionV1 { Path = path, Port = port, Scheme = "HTTP" },
        PeriodSeconds = ProbePeriodSeconds,
        TimeoutSeconds = ProbeTimeoutSeconds,
        FailureThreshold = failures,
    };
}
