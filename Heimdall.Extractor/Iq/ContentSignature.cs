using System.Text;

namespace Heimdall.Extractor.Iq;

/// <summary>What a file's first bytes look like: the containers that people declare as raw samples by mistake.</summary>
internal static class ContentSignature
{
    /// <summary>Enough to recognise every signature.</summary>
    public const int Bytes = 12;

    public static ReadOnlySpan<byte> Riff => "RIFF"u8;

    public static ReadOnlySpan<byte> Wave => "WAVE"u8;

    public static ReadOnlySpan<byte> Npy => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The format's name in words; null where the bytes are like no container.</summary>
    public static string? NameOf(ReadOnlySpan<byte> opening)
    {
        if (opening.StartsWith(Npy))
        {
            return "a NumPy file (npy)";
        }

        var isWave = opening.Length == Bytes && opening[8..].SequenceEqual(Wave);
        return isWave && (opening.StartsWith(Riff) || opening.StartsWith("RF64"u8) || opening.StartsWith("RIFX"u8))
            ? $"a {Encoding.ASCII.GetString(opening[..4])} WAVE file (wav)"
            : null;
    }
}
