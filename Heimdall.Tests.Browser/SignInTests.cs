using System.Text.Json;
using Heimdall.Tests.Browser.Running;

namespace Heimdall.Tests.Browser;

/// <summary>Who may look, and how a browser proves it.</summary>
public sealed class SignInTests(RunningConsole console) : ConsoleTests(console)
{
    [BrowserFact]
    public async Task The_address_that_is_printed_signs_in_once_and_leaves_nothing_that_could_be_stolen()
    {
        var path = (await Console.Admin.PostAsync("/api/v1/console/links")).Expect(201).GetProperty("path").GetString() ?? "";
        var first = await OpenWindowAsync();
        await first.GoAsync(path);
        await Expect(first.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 })).ToBeVisibleAsync();
        Assert.Equal(Console.Address.AbsoluteUri, first.Page.Url);

        var cookie = Assert.Single(await first.Context.CookiesAsync());
        Assert.Equal(("heimdall_session", true, SameSiteAttribute.Strict), (cookie.Name, cookie.HttpOnly, cookie.SameSite));
        Assert.Equal("|0|0", await first.Page.EvaluateAsync<string>("`${document.cookie}|${localStorage.length}|${sessionStorage.length}`"));

        var second = await OpenWindowAsync();
        await second.GoAsync(path);
        await Expect(second.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("signs in once");
        await Expect(second.Page.GetByLabel("Key")).ToBeVisibleAsync();
        Assert.Empty(await second.Context.CookiesAsync());
    }

    [BrowserFact]
    public async Task A_key_signs_in_by_the_form_and_a_wrong_one_is_told_so()
    {
        var visitor = await OpenWindowAsync();
        await visitor.GoAsync("/jobs?status=failed");
        await visitor.Page.GetByLabel("Key").FillAsync("hk_abcdefgh_0123456789012345678901234567890123456789012");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("mistyped");

        await visitor.Page.GetByLabel("Key").FillAsync(Console.Viewer.Key ?? "");
        await visitor.Page.Keyboard.PressAsync("Enter");
        // To where one wanted to go.
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Jobs", Level = 1 })).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("header")).ToContainTextAsync("victor (viewer)");
        Assert.EndsWith("/jobs?status=failed", visitor.Page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Signing_out_ends_it_in_every_tab_and_on_the_server()
    {
        var visitor = await VisitAsync(Console.Viewer, "/sessions");
        var cookie = Assert.Single(await visitor.Context.CookiesAsync());
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(visitor.Page.GetByLabel("Key")).ToBeVisibleAsync();
        Assert.Empty(await visitor.Context.CookiesAsync());

        using var thief = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = Console.Address };
        thief.DefaultRequestHeaders.Add("Cookie", $"{cookie.Name}={cookie.Value}");
        Assert.Equal(401, (int)(await thief.GetAsync(new Uri("/api/v1/sessions", UriKind.Relative))).StatusCode);
    }

    [BrowserFact]
    public async Task A_page_of_another_origin_changes_nothing_though_the_browser_sends_the_cookie_along()
    {
        var visitor = await VisitAsync(Console.Admin, "/sessions");
        // Another port is another origin and the same site: here even a strict cookie goes along.
        await using var evil = await OtherSite.StartAsync();
        await visitor.Page.GotoAsync(evil.Address.AbsoluteUri);

        var answered = visitor.Page.WaitForResponseAsync(response => response.Url.EndsWith("/sign-out", StringComparison.Ordinal));
        await visitor.Page.EvaluateAsync("address => fetch(address, { method: 'POST', mode: 'no-cors', credentials: 'include' }).then(() => true)", $"{Console.Address}api/v1/console/sign-out");
        // Without the cookie it would be 401.
        Assert.Equal(403, (await answered).Status);
        // Nor could it have read anything.
        Assert.Equal("TypeError", await visitor.Page.EvaluateAsync<string>("address => fetch(address, { credentials: 'include' }).then(() => 'read', fault => fault.name)", $"{Console.Address}api/v1/sessions"));
        Assert.All(visitor.TakeTroubles(), trouble => Assert.Contains("CORS policy", trouble, StringComparison.Ordinal));

        await visitor.GoAsync("/sessions");
        await Expect(visitor.Page.Locator("header")).ToContainTextAsync("(admin)");
    }

    [BrowserFact]
    public async Task A_request_without_the_console_s_header_is_refused()
    {
        var visitor = await VisitAsync(Console.Operator, "/sessions");
        const string create = "headers => fetch('/api/v1/sessions', { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify({ frequency_hz: 145000000 }) }).then(async answer => ({ status: answer.status, body: await answer.json() }))";
        var refused = await visitor.Page.EvaluateAsync<JsonElement>(create, new Dictionary<string, string>(StringComparer.Ordinal));
        Assert.Equal((403, "cross_site_request"), (refused.GetProperty("status").GetInt32(), refused.GetProperty("body").GetProperty("code").GetString()));
        var allowed = await visitor.Page.EvaluateAsync<JsonElement>(create, new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Heimdall-Console"] = "1" });
        Assert.Equal(201, allowed.GetProperty("status").GetInt32());
    }
}
