using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Heimdall.Tests.Api;

/// <summary>Somebody with a key, or without.</summary>
internal sealed class ApiClient : IDisposable
{
    /// <summary>A body this large is sent after the server asked for it, as curl does: a refusal then is an answer and no broken pipe.</summary>
    private const long LargeBodyBytes = 64 << 10;
    private static readonly TimeSpan PatienceForContinue = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    public ApiClient(Uri address, string? key)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = PatienceForContinue }) { BaseAddress = address };
        Key = key;
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Add("X-Api-Key", key);
        }
    }

    public string? Key { get; }

    /// <summary>The name of the key; sessions that this client creates belong to it.</summary>
    public string Name { get; init; } = "admin";

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body));

    public Task<Answer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, JsonContent.Create(body));

    public Task<Answer> PostTextAsync(string path, string text, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, new StringContent(text, Encoding.UTF8, contentType));

    public Task<Answer> UploadAsync(Guid session, string query, byte[] samples)
    {
        var content = new ByteArrayContent(samples);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return SendAsync(HttpMethod.Post, $"/api/v1/sessions/{session}/measurements?{query}", content);
    }

    public async Task<Guid> CreateSessionAsync() =>
        (await PostAsync("/api/v1/sessions", new { frequency_hz = 145_675_000 })).Expect(201).GetProperty("id").GetGuid();

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.ExpectContinue = content?.Headers.ContentLength > LargeBodyBytes;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, text, isJson ? JsonElement.Parse(text) : default, all);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What the API answered.</summary>
internal sealed record Answer(int Status, string Text, JsonElement Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The body, where the status is as it should be.</summary>
    public JsonElement Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Text}");
        return Body;
    }

    /// <summary>The problem, where it is this one and whole.</summary>
    public JsonElement ExpectProblem(int status, string code)
    {
        Expect(status);
        Assert.Equal("application/problem+json", Headers["Content-Type"]);
        Assert.Equal(code, Body.GetProperty("code").GetString());
        Assert.Equal($"/problems/{code}", Body.GetProperty("type").GetString());
        Assert.Equal(status, Body.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(Body.GetProperty("title").GetString()));
        Assert.False(string.IsNullOrEmpty(Body.GetProperty("detail").GetString()));
        return Body;
    }

    /// <summary>The fields that a problem lists.</summary>
    public IReadOnlyList<string> Fields => [.. Body.GetProperty("errors").EnumerateObject().Select(member => member.Name)];
}
