using System.Text.Json;

namespace Heimdall.Api.Resources;

/// <summary>What the engine that started the API says of the whole system.</summary>
/// <param name="Engine"><c>local</c>, <c>aspire</c>, or <c>none</c> where the API was started by something else.</param>
/// <param name="StatePath">File that the local engine keeps.</param>
/// <param name="LogFolder">Folder of what every process has printed.</param>
/// <param name="Dashboard">Address of Aspire's dashboard.</param>
internal sealed record EngineView(string Engine, string? StatePath, string? LogFolder, string? Dashboard)
{
    public const string Local = "local";
    public const string Aspire = "aspire";
    public const string None = "none";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static EngineView Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Resources");
        return new EngineView(
            section["Engine"] is Local or Aspire ? section["Engine"] ?? None : None,
            section["State"],
            section["Logs"],
            section["Dashboard"] is { Length: > 0 } dashboard ? dashboard : null);
    }

    /// <summary>Where the resources can be seen, when not here.</summary>
    public string? Message => Engine switch
    {
        Local => null,
        Aspire => "The Aspire dashboard shows the resources, their states and their logs.",
        _ => "No engine of Heimdall started this API: whoever did (Compose, Kubernetes, a service manager) knows its processes.",
    };

    /// <summary>The system as the local engine described it last.</summary>
    /// <exception cref="EngineViewException">The engine's file is not there or cannot be read.</exception>
    public async Task<SystemState> ReadStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(StatePath ?? throw new EngineViewException("The engine did not say where its state is."));
            return await JsonSerializer.DeserializeAsync<SystemState>(file, Json, cancellationToken)
                ?? throw new EngineViewException("The engine's state is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new EngineViewException($"The engine's state cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>The engine says nothing of its resources.</summary>
internal sealed class EngineViewException(string message, Exception? inner = null) : Exception(message, inner);
