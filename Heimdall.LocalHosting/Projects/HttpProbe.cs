namespace Heimdall.LocalHosting.Projects;

/// <summary>Asks a service for its health over HTTP.</summary>
internal static class HttpProbe
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Sends one GET.</summary>
    /// <returns>Null when the answer has the status, else what was wrong.</returns>
    public static async Task<string?> AskAsync(Uri uri, int statusCode, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)response.StatusCode == statusCode ? null : $"GET {uri} answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"GET {uri}: {e.Message}";
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"GET {uri} gives no answer in {Client.Timeout.TotalSeconds:0} s";
        }
    }
}
