namespace Heimdall.AppHost.Demonstration;

/// <summary>A station of the demonstration and what it hears.</summary>
/// <param name="Name">Its name in Heimdall.</param>
/// <param name="Latitude">Degrees, WGS 84.</param>
/// <param name="Longitude">Degrees, WGS 84.</param>
/// <param name="AltitudeM">Metres above sea level.</param>
/// <param name="Scene">What it hears.</param>
internal sealed record Part(string Name, double Latitude, double Longitude, double AltitudeM, Scene Scene);

/// <summary>Seven receivers of north-western Italy, and one transmission that four of them hear.</summary>
internal static class Cast
{
    public const long FrequencyHz = 145_675_000;

    public static IReadOnlyList<Part> Parts { get; } =
    [
        new("Aquila di Giaveno", 45.031, 7.226, 1_600, new Scene(SnrDb: 27, OffsetHz: 850, "cf32_le")),
        new("Montanaro", 45.234, 7.857, 300, new Scene(SnrDb: 21, OffsetHz: -1_200, "ci16_le")),
        new("Torino", 45.044, 7.672, 250, new Scene(SnrDb: null, OffsetHz: 0, "cu8")),
        new("Coazze", 45.033, 7.270, 700, new Scene(SnrDb: 16, OffsetHz: 310, "cu8")),
        new("Passo del Giovi", 44.561, 8.956, 480, new Scene(SnrDb: 12, OffsetHz: 2_400, "cf32_le")),
        new("Genova", 44.395, 8.956, 100, new Scene(SnrDb: 18, OffsetHz: 0, "cf32_le", IsCorrupt: true)),
        new("Milano-Baggio", 45.478, 9.123, 120, new Scene(SnrDb: null, OffsetHz: 0, "ci16_le")),
    ];
}
