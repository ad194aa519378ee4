namespace Heimdall.Ledger.Waterfalls;

/// <summary>What all waterfalls of version 1 have in common.</summary>
public static class WaterfallFormat
{
    public const string FeatureSet = "rf.waterfall";

    /// <summary>Of a row. Bin b is at (b − 256)·fs/512 from the tuned centre.</summary>
    public const int Bins = 512;

    /// <summary>Of a tile; the last one of a level has as many as are left.</summary>
    public const int TileRows = 512;

    /// <summary>Rows that the finest level has at most.</summary>
    public const int MostRows = 131_072;

    /// <summary>What the value 0 means, dBFS in one bin.</summary>
    public const double ValueOffsetDb = -150;

    /// <summary>From one value to the next.</summary>
    public const double ValueStepDb = 0.6;

    /// <summary>Chunks that lie in an object together; the last object has as many as are left.</summary>
    public const int ChunksPerObject = 64;

    /// <summary>What stands for no power at all in a density, dBFS/Hz: less than anything that is measured.</summary>
    public const double NoDensityDb = -327.68;

    /// <summary>10·log₁₀ of a density, in what can be written down.</summary>
    public static double DensityDb(double density) => density > 0 ? Math.Clamp(10 * Math.Log10(density), NoDensityDb, -NoDensityDb) : NoDensityDb;
}
