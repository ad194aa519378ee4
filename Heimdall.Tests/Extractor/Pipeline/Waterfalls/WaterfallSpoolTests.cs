using Heimdall.Extractor.Pipeline.Waterfalls;
using Heimdall.Ledger.Waterfalls;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Extractor.Pipeline.Waterfalls;

public sealed class WaterfallSpoolTests
{
    [Fact]
    public void A_level_with_too_many_rows_is_let_go_for_the_next()
    {
        using var spool = new WaterfallSpool(12_000);
        var row = new float[512];
        Paint(spool, WaterfallFormat.MostRows, row);
        Assert.Equal(0, spool.Finest);
        Assert.Equal(WaterfallFormat.MostRows, spool.Levels()[0].Rows);
        Assert.Equal([256, 128, 64, 32, 16, 8, 4, 2, 1], spool.Levels().Select(level => level.Tiles));
        var length = spool.Length;

        // Three times as many: two levels are too fine, and what they had on disk is used again.
        Paint(spool, 2 * WaterfallFormat.MostRows, row, from: WaterfallFormat.MostRows);
        Assert.Equal(2, spool.Finest);
        Assert.Equal(3 * WaterfallFormat.MostRows / 4, spool.Levels()[0].Rows);
        Assert.Equal(4 * 512 / 12_000.0, spool.Levels()[0].RowSeconds, 1e-12);
        Assert.Equal(1, spool.Levels()[^1].Tiles);
        Assert.Equal(length, spool.Length);
    }

    [Fact]
    public async Task Nothing_of_a_spool_has_a_name()
    {
        using var file = new SpoolFile(100);
        Assert.Equal(0, file.Write([1, 2, 3]));
        Assert.Equal(1, file.Write(new byte[100]));
        file.Free(0);
        Assert.Equal(0, file.Write([4, 5]));
        Assert.Equal([4, 5], file.Read(0, 2));
        Assert.Equal(200, file.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Write(new byte[101]));

        // Those of other tests have a name for a moment.
        await Eventually.HoldsAsync(
            () => Task.FromResult(!Directory.EnumerateFiles(Path.GetTempPath(), "heimdall-waterfall-*").Any()), TimeSpan.FromSeconds(10), () => "no spool has a name");
    }

    /// <summary>So many rows of level 0, and of each level above them as the pyramid has them.</summary>
    private static void Paint(WaterfallSpool spool, int rows, float[] row, int from = 0)
    {
        for (var n = from + 1; n <= from + rows; n++)
        {
            for (var level = 0; n % (1 << level) == 0; level++)
            {
                spool.AddRow(level, row);
            }
        }
    }
}
