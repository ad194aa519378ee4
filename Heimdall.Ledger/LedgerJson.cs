using System.Text.Json;

namespace Heimdall.Ledger;

/// <summary>How values are written into jsonb columns: snake_case, as the HTTP API shows them.</summary>
public static class LedgerJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(JsonElement value) =>
        value.Deserialize<T>(Options) ?? throw new JsonException($"A stored {typeof(T).Name} is null.");
}
