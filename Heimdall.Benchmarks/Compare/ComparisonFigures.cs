using System.Globalization;
using System.Text.Json;

namespace Heimdall.Benchmarks.Compare;

/// <summary>Heimdall beside the Python reference. Rates are medians in million samples a CPU second, each on one thread.</summary>
/// <param name="HeimdallMsamplesPerCpuS">Heimdall's rate.</param>
/// <param name="ScipyMsamplesPerCpuS">The reference's rate.</param>
/// <param name="Ratio">Median over the rounds of Heimdall's rate over the reference's.</param>
/// <param name="RatioLeast">Of any round.</param>
/// <param name="RatioMost">Of any round.</param>
/// <param name="Rounds">How many.</param>
/// <param name="Simd">The widest vectors in use.</param>
/// <param name="Machine">What it ran on.</param>
internal sealed record ComparisonFigures(
    double HeimdallMsamplesPerCpuS,
    double ScipyMsamplesPerCpuS,
    double Ratio,
    double RatioLeast,
    double RatioMost,
    int Rounds,
    string Simd,
    string Machine)
{
    private static readonly JsonSerializerOptions _snakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string ToJson() => JsonSerializer.Serialize(this, _snakeCase);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Machine}
        scipy     {ScipyMsamplesPerCpuS,8:0.00} Msamples per CPU second
        Heimdall  {HeimdallMsamplesPerCpuS,8:0.00} Msamples per CPU second
        ratio     {Ratio,8:0.0} (median of {Rounds} interleaved rounds, {RatioLeast:0.0}…{RatioMost:0.0})
        """);
}
