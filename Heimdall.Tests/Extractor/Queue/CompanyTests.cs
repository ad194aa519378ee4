using Heimdall.Extractor;
using Heimdall.Extractor.Queue;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>Results wait for company only while there may be some.</summary>
public sealed class CompanyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_claim_that_finds_less_than_it_asked_for_ends_the_waiting()
    {
        using var held = new HeldJobs(new ExtractionOptions(), TimeProvider.System);
        held.HasBacklog = true;
        var waiting = held.Company.WaitAsync(Patience, CancellationToken.None);
        held.HasBacklog = true;
        Assert.False(waiting.IsCompleted);

        held.HasBacklog = false;
        await waiting.WaitAsync(Patience / 2);
    }
}
