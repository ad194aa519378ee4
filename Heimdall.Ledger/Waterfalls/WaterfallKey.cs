using System.Globalization;

namespace Heimdall.Ledger.Waterfalls;

/// <summary>
/// Where a waterfall lies in the store's own bucket: by what it was made from, so that the same bytes in two measurements have one.
/// </summary>
/// <param name="Version">Of the feature set, 1 or more.</param>
/// <param name="Sha256">Of the recording, 32 bytes.</param>
/// <param name="Datatype">The same bytes read otherwise look otherwise.</param>
/// <param name="SampleRateHz">The true rate: it decides how the chunks are cut.</param>
public sealed record WaterfallKey(int Version, byte[] Sha256, string Datatype, double SampleRateHz)
{
    /// <summary>Written last: where it is, everything is.</summary>
    public string Manifest => $"{Folder}/manifest.json";

    /// <summary>The SHA-256 as people write it.</summary>
    public string Sha256Text => Convert.ToHexStringLower(Sha256);

    /// <param name="level">0 is the finest.</param>
    /// <param name="index">From the recording's start.</param>
    public string Tile(int level, int index) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/tiles/{level}/{index}");

    /// <param name="group">The chunks from 64·group on.</param>
    public string Chunks(int group) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/chunks/{group}");

    private string Folder => string.Create(
        CultureInfo.InvariantCulture, $"{WaterfallFormat.FeatureSet}/{Version}/{Sha256Text}/{Datatype}/{SampleRateHz:R}");
}
