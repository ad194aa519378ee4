namespace Heimdall.Tests.Browser.Running;

/// <summary>A station of the exhibition: where it is and how well it hears.</summary>
/// <param name="Name">Its name in Heimdall.</param>
/// <param name="Latitude">Degrees, WGS 84.</param>
/// <param name="Longitude">Degrees, WGS 84.</param>
/// <param name="Level">Amplitude of the transmission, full scale = 1; 0 where it is not heard.</param>
/// <param name="Noise">Amplitude of the noise in I and in Q.</param>
/// <param name="OffsetHz">Of the receiver's oscillator.</param>
/// <param name="IsBroken">Its recording is too short.</param>
internal sealed record Station(string Name, double Latitude, double Longitude, double Level, double Noise, double OffsetHz, bool IsBroken = false)
{
    // Speech on narrow-band FM: overs with pauses, syllables, a pitch that moves; beside it a beacon in Morse and a carrier that drifts.
    private const double DeviationHz = 2_600;
    private const double OverSeconds = 4.2;
    private const double PauseSeconds = 0.9;
    private const double BeaconHz = -14_000;
    private const double DotSeconds = 0.09;
    private const double DriftFromHz = 13_000;
    private const double DriftHzPerSecond = 90;
    private const string Morse = "#.###.#.#...#.#.#.#...#.###...###.#.#.......";

    /// <summary>What it records.</summary>
    public byte[] Hear(double seconds)
    {
        double voice = 0, beacon = 0, drifting = 0;
        return Airwaves.Samples(seconds, Next, Noise, seed: Name.Length + (int)(Latitude * 1_000));

        (double I, double Q) Next(int n)
        {
            var t = n / (double)Airwaves.SampleRateHz;
            const double step = Math.Tau / Airwaves.SampleRateHz;
            voice += step * (OffsetHz + (DeviationHz * Speech(t)));
            beacon += step * (BeaconHz + OffsetHz);
            drifting += step * (DriftFromHz + OffsetHz - (DriftHzPerSecond * t));
            var isOn = t % (OverSeconds + PauseSeconds) < OverSeconds;
            var isKeyed = Morse[(int)(t / DotSeconds) % Morse.Length] == '#';
            var (sin, cos) = Math.SinCos(voice);
            var (keyedSin, keyedCos) = Math.SinCos(beacon);
            var (driftSin, driftCos) = Math.SinCos(drifting);
            var carrier = isOn ? Level : 0;
            var key = isKeyed ? 0.12 * Level : 0;
            var drift = 0.02 * Level;
            return ((carrier * cos) + (key * keyedCos) + (drift * driftCos), (carrier * sin) + (key * keyedSin) + (drift * driftSin));
        }
    }

    /// <summary>−1 … 1: syllables of a voice whose pitch moves.</summary>
    private static double Speech(double t)
    {
        var syllable = Math.Max(0, Math.Sin(Math.Tau * 2.3 * t) + (0.6 * Math.Sin((Math.Tau * 0.7 * t) + 1)));
        var pitch = Math.Tau * ((140 * t) + (3 * Math.Sin(Math.Tau * 1.1 * t)));
        return 0.45 * syllable * (Math.Sin(pitch) + (0.7 * Math.Sin((3 * pitch) + 0.4)) + (0.5 * Math.Sin(7 * pitch)));
    }
}

/// <summary>Seven receivers of north-western Italy: four hear the net, two do not, and one recording is broken.</summary>
internal static class Cast
{
    public static readonly Station Best = new("Aquila di Giaveno", 45.031, 7.226, Level: 0.30, Noise: 0.004, OffsetHz: 420);

    public static IReadOnlyList<Station> Stations { get; } =
    [
        Best,
        new("Montanaro", 45.234, 7.857, Level: 0.12, Noise: 0.006, OffsetHz: -950),
        new("Torino", 45.044, 7.672, Level: 0, Noise: 0.010, OffsetHz: 0),
        new("Coazze", 45.033, 7.270, Level: 0.06, Noise: 0.005, OffsetHz: 180),
        new("Passo dei Giovi", 44.561, 8.956, Level: 0.03, Noise: 0.004, OffsetHz: 1_600),
        new("Genova", 44.395, 8.956, Level: 0, Noise: 0.008, OffsetHz: 0, IsBroken: true),
        new("Milano-Baggio", 45.478, 9.123, Level: 0, Noise: 0.012, OffsetHz: 0),
    ];
}
