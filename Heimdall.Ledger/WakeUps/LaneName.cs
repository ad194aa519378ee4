namespace Heimdall.Ledger.WakeUps;

/// <summary>A lane's name in messages, routing keys and the database.</summary>
public static class LaneName
{
    extension(Lane lane)
    {
        /// <summary><c>live</c> or <c>backfill</c>.</summary>
        public string Name => lane switch
        {
            Lane.Live => "live",
            Lane.Backfill => "backfill",
            _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, "Not a lane"),
        };
    }

    extension(Lane)
    {
        /// <summary>The lane of a name; null where there is none.</summary>
        public static Lane? Parse(string name) => name switch
        {
            "live" => Lane.Live,
            "backfill" => Lane.Backfill,
            _ => null,
        };
    }
}
