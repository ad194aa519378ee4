using Heimdall.Tests.Browser.Running;

namespace Heimdall.Tests.Browser;

/// <summary>The console without a mouse.</summary>
public sealed class KeyboardTests(RunningConsole console) : ConsoleTests(console)
{
    private const int MostTabs = 80;

    [BrowserFact]
    public async Task The_first_key_offers_to_skip_the_menu()
    {
        var visitor = await VisitAsync(Console.Viewer, "/sessions");
        await visitor.Page.Keyboard.PressAsync("Tab");
        var skip = await visitor.FocusAsync();
        Assert.Equal("#page", skip.Href);
        Assert.True(skip.IsInView);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Main).ToBeFocusedAsync();
        await visitor.SettleAsync();
        await visitor.Page.Keyboard.PressAsync("Tab");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => document.querySelector('main').contains(document.activeElement)"));
    }

    [BrowserFact]
    public async Task Tab_goes_through_the_menu_the_filters_and_the_table_and_one_always_sees_where_it_is()
    {
        var exhibits = await Console.ExhibitsAsync();
        var visitor = await VisitAsync(Console.Viewer, "/sessions");
        var menu = await visitor.Page.Locator("header nav a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        var passed = new List<Focus>();
        var wanted = $"/sessions/{exhibits.Session}";
        while (passed.Count < MostTabs && passed.LastOrDefault()?.Href != wanted)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            passed.Add(await visitor.FocusAsync());
        }

        Assert.Equal(wanted, passed[^1].Href);
        // The name before the menu leads to the overview too.
        Assert.Equal(menu, passed.Select(focus => focus.Href).Where(menu.Contains).Skip(1).Take(menu.Length));
        Assert.Contains(passed, focus => focus.Text == "Sign out");
        Assert.Contains(passed, focus => focus.Name == "status");
        Assert.All(passed, focus => Assert.True(focus is { IsRinged: true, IsInView: true }, focus.ToString()));

        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = Exhibits.SessionName, Level = 1 })).ToBeVisibleAsync();
        await Expect(visitor.Main).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task A_dialog_holds_the_focus_and_escape_closes_it_with_nothing_done()
    {
        var exhibits = await Console.ExhibitsAsync();
        var visitor = await VisitAsync(Console.Admin, "/jobs?status=failed");
        var button = visitor.Main.GetByRole(AriaRole.Button, new() { Name = "Retry all that match" });
        await button.FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeVisibleAsync();
        await Expect(dialog).ToContainTextAsync("match");
        for (var i = 0; i < 8; i++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            Assert.True(await visitor.Page.EvaluateAsync<bool>("() => document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)"));
        }

        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(button).ToBeFocusedAsync();
        Assert.Equal("failed", (await Console.Admin.GetAsync($"/api/v1/jobs/{exhibits.FailedJob}")).Expect(200).GetProperty("status").GetString());
    }
}
