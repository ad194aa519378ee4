using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Installation;
using Heimdall.LocalHosting.Processes;

namespace Heimdall.LocalHosting.Projects;

/// <summary>One process of a service, on its own ports.</summary>
/// <param name="resource">The service.</param>
/// <param name="index">0 is the process that others reach by the service's endpoints.</param>
/// <param name="count">How many there are.</param>
/// <param name="environmentName">Development, Production, ….</param>
/// <param name="context">Engine.</param>
internal sealed class Replica(IProcessResource resource, int index, int count, string environmentName, EngineContext context)
{
    private readonly IReadOnlyList<ReplicaEndpoint> endpoints =
        [.. resource.Annotations.OfType<EndpointAnnotation>().Select(e => ReplicaEndpoint.Of(resource, e, index, context))];

    private SupervisedProcess? process;

    public IEnumerable<string> Urls => endpoints.Select(e => e.Annotation.UrlOrNull).OfType<string>();

    private string Name => count == 1 ? resource.Name : $"{resource.Name}-{index + 1}";

    public ProcessSnapshot Snapshot =>
        (process?.Snapshot ?? new ProcessSnapshot(Name, ProcessId: null, StartedAt: null, IsHealthy: false, Restarts: 0)) with
        {
            Address = string.Join(' ', Urls) is { Length: > 0 } urls ? urls : null,
        };

    public void AllocatePorts()
    {
        foreach (var endpoint in endpoints)
        {
            endpoint.Port.Allocate();
        }
    }

    public Task StartAsync(Action<bool, string?> report, CancellationToken cancellationToken)
    {
        process = new SupervisedProcess(Name, DescribeAsync, ProbeAsync, context);
        return process.StartAsync(report, cancellationToken);
    }

    public Task StopAsync(TimeSpan grace) => process?.StopAsync(grace) ?? Task.CompletedTask;

    private async Task<ProgramStart> DescribeAsync(bool neverHealthy, CancellationToken cancellationToken)
    {
        foreach (var endpoint in endpoints)
        {
            _ = endpoint.Port.ForNextStart(neverHealthy);
        }

        var environment = await ServiceEnvironment.BuildAsync(
            resource,
            [.. endpoints.Select(e => e.Annotation)],
            environmentName,
            context.Options.WithheldVariables,
            cancellationToken);
        var command = resource.CommandLine;
        return new ProgramStart
        {
            Program = Path.IsPathRooted(command[0]) ? command[0] : ProgramFinder.Find(command[0]) ?? throw new LocalEngineException($"{command[0]}, the program of '{resource.Name}', is not on this machine."),
            Arguments = [.. command.Skip(1), .. resource.Annotations.OfType<ArgumentsAnnotation>().SelectMany(a => a.Arguments)],
            Environment = environment,
            WorkingDirectory = resource.WorkingDirectory,
        };
    }

    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        foreach (var check in resource.Annotations.OfType<HttpHealthCheckAnnotation>())
        {
            var url = endpoints.First(e => e.Annotation.Name == check.EndpointName).Annotation.UrlOrNull;
            if (await HttpProbe.AskAsync(new Uri(url + check.Path), check.StatusCode, cancellationToken) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }
}

/// <summary>An endpoint of one replica. The first replica's is the service's own; the others have copies on ports of their own.</summary>
internal sealed record ReplicaEndpoint(EndpointAnnotation Annotation, ServerPort Port)
{
    public static ReplicaEndpoint Of(IProcessResource resource, EndpointAnnotation declared, int index, EngineContext context)
    {
        var annotation = index == 0 ? declared : new EndpointAnnotation(declared.Name, declared.UriScheme, port: null, declared.TargetPortVariable);
        return new ReplicaEndpoint(annotation, new ServerPort(resource.Name, annotation, context));
    }
}
