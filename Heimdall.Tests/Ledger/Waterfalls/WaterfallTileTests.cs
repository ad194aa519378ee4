using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Waterfalls;

namespace Heimdall.Tests.Ledger.Waterfalls;

public sealed class WaterfallTileTests
{
    [Fact]
    public void A_value_is_within_half_a_step_of_its_level()
    {
        // Lengths that are no whole number of vectors too.
        foreach (var length in new[] { 1, 7, 19, 512 })
        {
            var powers = Enumerable.Range(0, length).Select(n => (float)Math.Pow(10, -14.9 + (15.1 * n / length))).ToArray();
            var row = new byte[length];
            WaterfallTile.Encode(powers, row);
            Assert.All(Enumerable.Range(0, length), n => Assert.Equal(10 * Math.Log10(powers[n]), WaterfallTile.DecibelOf(row[n]), 0.301));
        }
    }

    [Fact]
    public void What_is_beyond_the_scale_is_its_end()
    {
        var row = new byte[5];
        WaterfallTile.Encode([0, 1e-16f, 1, 2.5f, float.MaxValue], row);
        Assert.Equal([0, 0, 250, 255, 255], row);
    }

    [Fact]
    public void Keys_say_what_a_waterfall_was_made_from_and_can_be_stored_under()
    {
        var key = new WaterfallKey(1, Enumerable.Repeat((byte)0xAB, 32).ToArray(), "ci16_le", 12_001.0456);
        var folder = $"rf.waterfall/1/{string.Concat(Enumerable.Repeat("ab", 32))}/ci16_le/12001.0456";
        Assert.Equal([$"{folder}/manifest.json", $"{folder}/tiles/3/17", $"{folder}/chunks/5"], [key.Manifest, key.Tile(3, 17), key.Chunks(5)]);
        foreach (var rate in new[] { 1e-3, 1e-7, 12_000, 200e6, 1 / 3.0 })
        {
            ObjectKey.Validate((key with { SampleRateHz = rate }).Tile(0, 0));
        }
    }

    [Fact]
    public void Another_rate_or_datatype_is_another_waterfall()
    {
        var key = new WaterfallKey(1, new byte[32], "ci16_le", 12_000);
        Assert.Equal(3, new[] { key.Manifest, (key with { Datatype = "cu16_le" }).Manifest, (key with { SampleRateHz = 12_000.5 }).Manifest }.Distinct(StringComparer.Ordinal).Count());
    }
}
