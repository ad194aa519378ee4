namespace Heimdall.ServiceDefaults.Http;

/// <summary>Sends requests for a service's name to where that service is.</summary>
internal sealed class NamedServiceHandler(ServiceAddresses addresses) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } asked)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        request.RequestUri = addresses.Find(asked);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // Whoever tries again asks by name again.
            request.RequestUri = asked;
        }
    }
}
