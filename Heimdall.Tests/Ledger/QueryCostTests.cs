namespace Heimdall.Tests.Ledger;

/// <summary>
/// The statements that run all the time, on 2,000 and on 10,000 sessions: what they read stays the same. Counted in blocks, which do not
/// depend on how busy the machine is.
/// </summary>
public sealed class QueryCostTests(SeededLedger ledger) : IClassFixture<SeededLedger>
{
    /// <summary>An index gets a level deeper here and there, and a page of a list lies in more blocks or fewer.</summary>
    private const double MostGrowth = 1.5;
    private const long BlocksOfChance = 30;

    public static TheoryData<string> Names => new(SeededLedger.Statements.Select(statement => statement.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_statement_reads_no_more_when_there_are_five_times_as_many_sessions(string name)
    {
        var (small, large) = ledger.CostsOf(name);
        Assert.True(
            large.Blocks <= (small.Blocks * MostGrowth) + BlocksOfChance,
            $"{name} read {small.Blocks} blocks at {SeededLedger.Small} sessions and {large.Blocks} at {SeededLedger.Large}:\n{large.Plan}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_statement_finds_what_it_wants_by_an_index(string name)
    {
        var (_, large) = ledger.CostsOf(name);
        Assert.True(large.ScannedTables.Count == 0, $"{name} scans {string.Join(", ", large.ScannedTables)}:\n{large.Plan}");
    }
}
