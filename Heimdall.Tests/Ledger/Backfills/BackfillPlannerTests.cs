using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Workers;

namespace Heimdall.Tests.Ledger.Backfills;

public sealed class BackfillPlannerTests(BackfillScenario scenario) : IClassFixture<BackfillScenario>
{
    [Fact]
    public async Task A_plan_counts_the_slots_that_backfills_may_have_of_the_workers_that_are_there()
    {
        var workers = new WorkerRegistry(scenario.Source);
        await workers.RegisterAsync(new WorkerIdentity("a", "host", 1, "test", Slots: 8, BackfillSlots: 4), CancellationToken.None);
        await workers.RegisterAsync(new WorkerIdentity("b", "host", 2, "test", Slots: 2, BackfillSlots: 1), CancellationToken.None);
        await workers.RegisterAsync(new WorkerIdentity("gone", "host", 3, "test", Slots: 8, BackfillSlots: 8), CancellationToken.None);
        await workers.StopAsync("gone", CancellationToken.None);

        var plan = await new BackfillPlanner(scenario.Source).PlanAsync(BackfillScenario.Over(), CancellationToken.None);
        Assert.Equal(5, plan.Estimate.Slots);
    }
}
