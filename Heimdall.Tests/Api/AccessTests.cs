using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Heimdall.Tests.Api;

/// <summary>Who may do what.</summary>
public sealed class AccessTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly string[] Open = ["/api/v1/console/sign-in", "/health", "/alive", "/openapi/{documentName}.json"];

    private static readonly string[] Roles = ["viewer", "operator", "admin"];

    private RunningApi Api => fixture.Api;

    [Fact]
    public void Every_endpoint_has_a_policy_or_is_one_of_the_open_ones()
    {
        var endpoints = Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.True(endpoints.Count > 20);
        Assert.All(endpoints, endpoint =>
        {
            var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
            if (Open.Contains(endpoint.RoutePattern.RawText))
            {
                Assert.Empty(policies);
            }
            else
            {
                Assert.True(endpoint.RoutePattern.RawText == "/metrics" || endpoint.RoutePattern.RawText?.StartsWith("/api/v1/", StringComparison.Ordinal) == true);
                Assert.Null(endpoint.Metadata.GetMetadata<IAllowAnonymous>());
                Assert.Contains(policies, policy => Roles.Contains(policy.Policy));
            }
        });
    }

    [Fact]
    public async Task Without_a_working_key_every_endpoint_answers_401()
    {
        using var wrong = new ApiClient(Api.Address, "hk_abcdefgh_0123456789012345678901234567890123456789012");
        foreach (var (method, path) in Endpoints())
        {
            (await Api.Anonymous.SendAsync(method, path, null)).ExpectProblem(401, "unauthorized");
        }

        var answer = await wrong.GetAsync("/api/v1/stations");
        answer.ExpectProblem(401, "unauthorized");
        Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewer", "operator")]
    [InlineData("viewer", "admin")]
    [InlineData("operator", "admin")]
    public async Task A_role_below_is_answered_403(string role, string needed)
    {
        using var client = await Api.CreateClientAsync(role);
        var refused = Endpoints(needed).ToList();
        Assert.NotEmpty(refused);
        foreach (var (method, path) in refused)
        {
            var problem = (await client.SendAsync(method, path, null)).ExpectProblem(403, "forbidden");
            Assert.Contains($"needs the role {needed}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Viewers_read_everything()
    {
        using var viewer = await Api.CreateClientAsync("viewer");
        // The stream of events has no end that could be waited for: OverviewTests listens to it.
        foreach (var (method, path) in Endpoints("viewer").Where(endpoint => endpoint.Method == HttpMethod.Get && !endpoint.Path.EndsWith("/events", StringComparison.Ordinal)))
        {
            Assert.Contains((await viewer.SendAsync(method, path, null)).Status, new[] { 200, 404 });
        }
    }

    [Fact]
    public async Task A_key_comes_as_a_header_of_its_own_or_as_a_bearer()
    {
        using var viewer = await Api.CreateClientAsync("viewer");
        (await viewer.GetAsync("/api/v1/stations")).Expect(200);
        (await Api.Anonymous.SendAsync(HttpMethod.Get, "/api/v1/stations", null, ("Authorization", $"Bearer {viewer.Key}"))).Expect(200);
        (await Api.Anonymous.SendAsync(HttpMethod.Get, "/api/v1/stations", null, ("Authorization", $"Basic {viewer.Key}"))).ExpectProblem(401, "unauthorized");
    }

    [Fact]
    public async Task A_new_key_shows_its_secret_once_and_works_until_it_is_revoked()
    {
        var created = (await Api.Admin.PostAsync("/api/v1/admin/keys", new { name = "Coazze", role = "operator" })).Expect(201);
        var key = created.GetProperty("key").GetString() ?? "";
        Assert.Matches("^hk_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal(key[3..11], created.GetProperty("prefix").GetString());

        using var client = new ApiClient(Api.Address, key);
        (await client.GetAsync("/api/v1/stations")).Expect(200);
        var listed = await Api.Admin.GetAsync("/api/v1/admin/keys?limit=500");
        Assert.Contains(listed.Expect(200).GetProperty("items").EnumerateArray(), item => item.GetProperty("name").GetString() == "Coazze");
        Assert.DoesNotContain(key[12..], listed.Text, StringComparison.Ordinal);

        (await Api.Admin.DeleteAsync($"/api/v1/admin/keys/{created.GetProperty("id").GetGuid()}")).Expect(204);
        (await client.GetAsync("/api/v1/stations")).ExpectProblem(401, "unauthorized");
        (await Api.Admin.DeleteAsync($"/api/v1/admin/keys/{Guid.NewGuid()}")).ExpectProblem(404, "key_not_found");
    }

    [Fact]
    public async Task A_right_prefix_with_a_wrong_secret_is_no_key()
    {
        using var viewer = await Api.CreateClientAsync("viewer");
        using var forged = new ApiClient(Api.Address, viewer.Key?[..^43] + new string('A', 43));
        (await forged.GetAsync("/api/v1/stations")).ExpectProblem(401, "unauthorized");
    }

    [Fact]
    public async Task Names_of_working_keys_are_unique_and_some_are_reserved()
    {
        (await Api.Admin.PostAsync("/api/v1/admin/keys", new { name = "twice", role = "viewer" })).Expect(201);
        (await Api.Admin.PostAsync("/api/v1/admin/keys", new { name = "twice", role = "viewer" })).ExpectProblem(409, "key_name_taken");
        foreach (var name in new[] { "admin", "Schedule", "", new string('x', 101), "line\nbreak" })
        {
            var answer = await Api.Admin.PostAsync("/api/v1/admin/keys", new { name, role = "root" });
            answer.ExpectProblem(422, "invalid_request");
            Assert.Equal(["name", "role"], answer.Fields);
        }
    }

    [Fact]
    public async Task No_secret_is_ever_logged()
    {
        using var client = await Api.CreateClientAsync("admin");
        (await client.GetAsync("/api/v1/jobs")).Expect(200);
        (await Api.Admin.GetAsync("/api/v1/jobs")).Expect(200);
        Assert.DoesNotContain(Api.Log.Lines, line => line.Text.Contains(client.Key![12..], StringComparison.Ordinal) || line.Text.Contains(RunningApi.AdminKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_many_wrong_keys_are_not_looked_at_and_working_ones_still_are()
    {
        await using var api = await RunningApi.StartAsync(fixture.Database.ConnectionString);
        (await api.Admin.GetAsync("/api/v1/stations")).Expect(200);
        var statuses = new List<int>();
        for (var i = 0; i < 35; i++)
        {
            using var guess = new ApiClient(api.Address, $"a guess at the admin's key {i}");
            statuses.Add((await guess.GetAsync("/api/v1/stations")).Status);
        }

        Assert.Equal(Enumerable.Repeat(401, 30).Concat(Enumerable.Repeat(429, 5)), statuses);
        (await api.Admin.GetAsync("/api/v1/stations")).Expect(200);
        using var late = new ApiClient(api.Address, "one more guess at the key");
        var refused = await late.GetAsync("/api/v1/stations");
        refused.ExpectProblem(429, "too_many_wrong_keys");
        Assert.Equal("60", refused.Headers["Retry-After"]);
    }

    /// <summary>Every call that needs a role, with ids of nothing.</summary>
    private IEnumerable<(HttpMethod Method, string Path)> Endpoints(string? needed = null) =>
        from endpoint in Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()
        where policies.Count > 0 && (needed is null || policies[^1].Policy == needed)
        let path = System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText ?? "", @"\{(\w+)\}", parameter => parameter.Groups[1].Value is "level" or "index" or "chunk" ? "0" : Guid.NewGuid().ToString())
        from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
        select (new HttpMethod(method), path);
}
