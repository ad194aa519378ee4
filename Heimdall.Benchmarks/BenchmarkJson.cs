using System.Text.Json;

namespace Heimdall.Benchmarks;

/// <summary>How figures are printed for programs: snake_case, on one line.</summary>
internal static class BenchmarkJson
{
    private static readonly JsonSerializerOptions _snakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static string Write<T>(T figures) => JsonSerializer.Serialize(figures, _snakeCase);
}
