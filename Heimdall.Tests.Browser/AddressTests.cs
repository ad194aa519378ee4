using Heimdall.Tests.Browser.Running;

namespace Heimdall.Tests.Browser;

/// <summary>What is seen is in the address.</summary>
public sealed class AddressTests(RunningConsole console) : ConsoleTests(console)
{
    [BrowserFact]
    public async Task Filters_are_in_the_address_which_shows_somebody_else_the_same_list()
    {
        await Console.ExhibitsAsync();
        await Console.Operator.AllJobsEndAsync();
        var visitor = await VisitAsync(Console.Operator, "/jobs");
        var all = await RowsAsync(visitor);
        await visitor.Main.Locator("select[name=status]").SelectOptionAsync("failed");
        await visitor.Main.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/jobs\\?status=failed$"));
        await visitor.SettleAsync();
        var failed = await RowsAsync(visitor);
        Assert.NotEmpty(failed);
        Assert.True(failed.Count < all.Count);
        Assert.All(failed, row => Assert.Contains("failed", row, StringComparison.Ordinal));

        var colleague = await VisitAsync(Console.Viewer, new Uri(visitor.Page.Url).PathAndQuery);
        Assert.Equal(failed, await RowsAsync(colleague));
        await Expect(colleague.Main.Locator("select[name=status]")).ToHaveValueAsync("failed");

        await visitor.Page.GoBackAsync();
        await Expect(visitor.Main.Locator("select[name=status]")).ToHaveValueAsync("");
        Assert.Equal(all, await RowsAsync(visitor));
        await visitor.Page.GoForwardAsync();
        await Expect(visitor.Main.Locator("select[name=status]")).ToHaveValueAsync("failed");
        Assert.Equal(failed, await RowsAsync(visitor));
    }

    [BrowserFact]
    public async Task Sessions_are_found_and_ordered_by_the_address()
    {
        await Console.ExhibitsAsync();
        var visitor = await VisitAsync(Console.Viewer, "/sessions?search=beacon+watch&sort=frequency_hz");
        var rows = await RowsAsync(visitor);
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Contains("Beacon watch", row, StringComparison.Ordinal));
        Assert.Contains("144.430", rows[0], StringComparison.Ordinal);
        Assert.Contains("144.470", rows[1], StringComparison.Ordinal);

        await visitor.Main.GetByRole(AriaRole.Columnheader, new() { Name = "Frequency" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("sort=-frequency_hz"));
        await visitor.SettleAsync();
        Assert.Equal(rows.Reverse(), await RowsAsync(visitor));
        await Expect(visitor.Main.Locator("[name=search]")).ToHaveValueAsync("beacon watch");
    }

    [BrowserFact]
    public async Task The_history_is_of_the_feature_set_that_is_chosen_and_the_address_says_of_which()
    {
        await Console.ExhibitsAsync();
        await Console.Operator.AllJobsEndAsync();
        var visitor = await VisitAsync(Console.Viewer, "/");
        await visitor.SettleAsync();
        var ofAll = await SaidOf(visitor).InnerTextAsync();
        await visitor.Main.GetByLabel("Feature set").SelectOptionAsync("rf.waterfall");
        await Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("feature_set=rf.waterfall$"));
        await Expect(SaidOf(visitor)).Not.ToHaveTextAsync(ofAll);

        var colleague = await VisitAsync(Console.Viewer, new Uri(visitor.Page.Url).PathAndQuery);
        await Expect(colleague.Main.GetByLabel("Feature set")).ToHaveValueAsync("rf.waterfall");
        await Expect(SaidOf(colleague)).ToHaveTextAsync(await SaidOf(visitor).InnerTextAsync());

        static ILocator SaidOf(Visitor visitor) => visitor.Main.Locator("section").Filter(new() { HasText = "Over time" }).Locator(".heading [role=status]");
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(Visitor visitor)
    {
        await visitor.SettleAsync();
        return await visitor.Main.Locator("tbody tr").AllInnerTextsAsync();
    }
}
