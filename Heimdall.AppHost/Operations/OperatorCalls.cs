using System.Globalization;
using System.Text.Json;

namespace Heimdall.AppHost.Operations;

/// <summary>Calls of the API that answer a command.</summary>
/// <param name="api">Where the API listens.</param>
/// <param name="adminKey">The first admin's key.</param>
internal sealed class OperatorCalls(EndpointReference api, ParameterResource adminKey)
{
    // One client for all commands of the app host's life.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>An address of the console that signs in once; where the API makes none, the plain one, which asks for a key.</summary>
    public async Task<string> CreateConsoleAddressAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api.Url + "/api/v1/console/links"));
            request.Headers.Add("X-Api-Key", await adminKey.GetValueAsync(cancellationToken));
            using var response = await Http.SendAsync(request, cancellationToken);
            using var link = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            return response.IsSuccessStatusCode ? api.Url + link.RootElement.GetProperty("path").GetString() : api.Url;
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException)
        {
            return api.Url;
        }
    }

    /// <summary>Sends the call.</summary>
    /// <param name="method">GET or POST; nothing has a body.</param>
    /// <param name="path">Path below the API's address.</param>
    /// <param name="done">What to say when it succeeded; the answer's JSON is shown with it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A failure says what the API answered, or why there was no answer.</returns>
    public async Task<ExecuteCommandResult> SendAsync(HttpMethod method, string path, string done, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(api.Url + path));
            request.Headers.Add("X-Api-Key", await adminKey.GetValueAsync(cancellationToken));
            using var response = await Http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? CommandResults.Success(done, answer, CommandResultFormat.Json)
                : CommandResults.Failure(
                    string.Create(CultureInfo.InvariantCulture, $"{method} {path} answered {(int)response.StatusCode}"), answer, CommandResultFormat.Json);
        }
        catch (HttpRequestException e)
        {
            return CommandResults.Failure($"The API gives no answer: {e.Message}");
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Failure($"The API gives no answer: {e.Message}");
        }
    }
}
