using System.Text.RegularExpressions;

namespace Heimdall.Tests.Api;

/// <summary>Signing in to the console. A client without a key keeps cookies as a browser does.</summary>
public sealed partial class SignInTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly (string, string) FromTheConsole = ("X-Heimdall-Console", "1");

    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task A_key_signs_a_browser_in_and_no_script_or_other_site_can_use_its_cookie()
    {
        using var browser = new ApiClient(Api.Address, null);
        (await browser.GetAsync("/api/v1/console/session")).ExpectProblem(401, "unauthorized");
        var signedIn = await browser.PostAsync("/api/v1/console/sign-in", new { key = RunningApi.AdminKey });
        Assert.Equal("admin", signedIn.Expect(200).GetProperty("role").GetString());
        var cookie = signedIn.Headers["Set-Cookie"];
        Assert.Matches("^heimdall_session=[A-Za-z0-9_-]{43};", cookie);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(RunningApi.AdminKey, signedIn.Text, StringComparison.Ordinal);

        (await browser.GetAsync("/api/v1/stations")).Expect(200);
        Assert.Equal("admin", (await browser.GetAsync("/api/v1/console/session")).Expect(200).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(null, null, 403)]
    [InlineData("1", "cross-site", 403)]
    [InlineData("1", "same-site", 403)]
    [InlineData("1", "same-origin", 201)]
    [InlineData("1", null, 201)]
    public async Task A_signed_in_browser_changes_something_from_the_console_s_own_pages_alone(string? header, string? fetchSite, int status)
    {
        using var browser = await SignInAsync(RunningApi.AdminKey);
        List<(string, string)> headers = [];
        headers.AddRange(header is null ? [] : [("X-Heimdall-Console", header)]);
        headers.AddRange(fetchSite is null ? [] : [("Sec-Fetch-Site", fetchSite)]);
        var answer = await browser.SendAsync(HttpMethod.Post, "/api/v1/sessions", System.Net.Http.Json.JsonContent.Create(new { frequency_hz = 145_000_000 }), [.. headers]);
        answer.Expect(status);
        if (status == 403)
        {
            answer.ExpectProblem(403, "cross_site_request");
        }
    }

    [Fact]
    public async Task A_signed_in_viewer_sees_and_does_not_act()
    {
        using var viewer = await Api.CreateClientAsync("viewer");
        using var browser = await SignInAsync(viewer.Key);
        (await browser.GetAsync("/api/v1/jobs")).Expect(200);
        var refused = await browser.SendAsync(HttpMethod.Post, "/api/v1/sessions", System.Net.Http.Json.JsonContent.Create(new { frequency_hz = 145_000_000 }), FromTheConsole);
        Assert.Contains("needs the role operator", refused.ExpectProblem(403, "forbidden").GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_signs_in_once_as_the_one_who_made_it()
    {
        using var maker = await Api.CreateClientAsync("operator");
        var link = (await maker.PostAsync("/api/v1/console/links")).Expect(201);
        var secret = link.GetProperty("secret").GetString();
        Assert.Equal($"/#sign-in={secret}", link.GetProperty("path").GetString());

        var browsers = Enumerable.Range(0, 20).Select(_ => new ApiClient(Api.Address, null)).ToList();
        var answers = await Task.WhenAll(browsers.Select(browser => browser.PostAsync("/api/v1/console/sign-in", new { link = secret })));
        var signedIn = Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal((maker.Name, "operator"), (signedIn.Body.GetProperty("name").GetString(), signedIn.Body.GetProperty("role").GetString()));
        Assert.All(answers.Where(answer => answer != signedIn), answer => answer.ExpectProblem(401, "link_used"));
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task A_session_ends_with_its_key_and_by_signing_out()
    {
        var created = (await Api.Admin.PostAsync("/api/v1/admin/keys", new { name = $"leaver {Guid.NewGuid():N}", role = "viewer" })).Expect(201);
        using var revoked = await SignInAsync(created.GetProperty("key").GetString());
        (await Api.Admin.DeleteAsync($"/api/v1/admin/keys/{created.GetProperty("id").GetGuid()}")).Expect(204);
        (await revoked.GetAsync("/api/v1/stations")).ExpectProblem(401, "unauthorized");

        using var leaving = await SignInAsync(RunningApi.AdminKey);
        var cookie = (await leaving.PostAsync("/api/v1/console/sign-in", new { key = RunningApi.AdminKey })).Headers["Set-Cookie"].Split(';')[0];
        (await leaving.SendAsync(HttpMethod.Post, "/api/v1/console/sign-out", null, FromTheConsole)).Expect(204);
        (await leaving.GetAsync("/api/v1/stations")).ExpectProblem(401, "unauthorized");
        using var thief = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Api.Address };
        thief.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(401, (int)(await thief.GetAsync("/api/v1/stations")).StatusCode);
    }

    [Fact]
    public async Task What_is_no_key_and_no_link_signs_nobody_in()
    {
        using var browser = new ApiClient(Api.Address, null);
        (await browser.PostAsync("/api/v1/console/sign-in", new { key = "hk_abcdefgh_0123456789012345678901234567890123456789012" })).ExpectProblem(401, "unauthorized");
        (await browser.PostAsync("/api/v1/console/sign-in", new { link = new string('a', 43) })).ExpectProblem(401, "link_used");
        (await browser.PostAsync("/api/v1/console/sign-in", new { link = "short" })).ExpectProblem(401, "link_used");
        (await browser.PostAsync("/api/v1/console/sign-in", new { })).ExpectProblem(422, "invalid_request");
        (await browser.PostAsync("/api/v1/console/sign-in", new { key = "a", link = "b" })).ExpectProblem(422, "invalid_request");
        (await browser.GetAsync("/api/v1/stations")).ExpectProblem(401, "unauthorized");
    }

    [Fact]
    public async Task Pages_run_nothing_that_is_written_into_them()
    {
        using var browser = new ApiClient(Api.Address, null);
        foreach (var page in new[] { "/", "/sessions", "/jobs?status=failed", $"/sessions/{Guid.NewGuid()}" })
        {
            var answer = await browser.GetAsync(page);
            answer.Expect(200);
            Assert.StartsWith("text/html", answer.Headers["Content-Type"], StringComparison.Ordinal);
            var policy = answer.Headers["Content-Security-Policy"];
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotMatch(InlineCode(), answer.Text);
        }

        (await browser.GetAsync("/no-such-page")).ExpectProblem(404, "not_found");
    }

    private async Task<ApiClient> SignInAsync(string? key)
    {
        var browser = new ApiClient(Api.Address, null);
        (await browser.PostAsync("/api/v1/console/sign-in", new { key })).Expect(200);
        return browser;
    }

    [GeneratedRegex("<script(?![^>]*\\ssrc=)|\\son\\w+=|\\sstyle=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex InlineCode();
}
