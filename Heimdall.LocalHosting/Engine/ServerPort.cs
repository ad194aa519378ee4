using System.Globalization;
using Heimdall.LocalHosting.Processes;

namespace Heimdall.LocalHosting.Engine;

/// <summary>The port of an endpoint: the one that was asked for, or a free one, changed while nobody can know it yet.</summary>
/// <param name="owner">The resource that listens.</param>
/// <param name="endpoint">Its endpoint.</param>
/// <param name="context">Engine.</param>
internal sealed class ServerPort(string owner, EndpointAnnotation endpoint, EngineContext context)
{
    private bool allocatedForFirstStart;

    /// <summary>The port of a server's endpoint.</summary>
    public static ServerPort Of(IResource resource, string endpointName, EngineContext context) =>
        new(resource.Name, resource.Annotations.OfType<EndpointAnnotation>().First(e => e.Name == endpointName), context);

    public string? Address => endpoint.AllocatedPort is { } port
        ? string.Create(CultureInfo.InvariantCulture, $"{EndpointAnnotation.LoopbackHost}:{port}")
        : null;

    private int? Wanted => context.Options.RandomizePorts ? null : endpoint.Port;

    /// <summary>Chooses the port.</summary>
    /// <exception cref="LocalEngineException">The port that was asked for is taken.</exception>
    public void Allocate()
    {
        RefuseWhenTaken();
        endpoint.AllocatedPort = Wanted ?? FreePort.Choose();
        allocatedForFirstStart = true;
    }

    /// <summary>
    /// The port to start on. A free port may be taken between its choice and its use, so every further start takes a new one until the
    /// resource was healthy; from then on others hold its address.
    /// </summary>
    /// <exception cref="LocalEngineException">The port that was asked for has been taken meanwhile.</exception>
    public int ForNextStart(bool neverHealthy)
    {
        // A stranger there would also answer the question for the resource's health.
        RefuseWhenTaken();
        if (neverHealthy && !allocatedForFirstStart && Wanted is null)
        {
            endpoint.AllocatedPort = FreePort.Choose();
        }

        allocatedForFirstStart = false;
        return endpoint.AllocatedPort ?? throw new InvalidOperationException($"'{owner}' starts before its ports are allocated.");
    }

    private void RefuseWhenTaken()
    {
        if (Wanted is { } wanted && !FreePort.IsFree(wanted))
        {
            var hint = context.Options.PortOption is { } option ? $" ({option})" : string.Empty;
            throw new LocalEngineException(
                $"Port {wanted} of '{owner}' is in use on {EndpointAnnotation.LoopbackHost}. Stop what listens there, or choose another port{hint}.");
        }
    }
}
