namespace Heimdall.ServiceDefaults.Http;

/// <summary>Tries again what may be tried again: requests that change nothing when they are repeated, and that have no body to be sent twice.</summary>
internal sealed class PatientHandler(RequestPipeline requests) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsRepeatable(request)
            ? await requests.Pipeline.ExecuteAsync(async token => await base.SendAsync(request, token), cancellationToken)
            : await base.SendAsync(request, cancellationToken);

    private static bool IsRepeatable(HttpRequestMessage request) =>
        request.Content is null && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Delete);
}
