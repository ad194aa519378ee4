using System.Net;
using Heimdall.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Heimdall.Tests.ServiceDefaults;

/// <summary>Clients that find services by name and bear their faults.</summary>
public sealed class HttpClientTests
{
    [Theory]
    [InlineData("http://api/thing?a=1")]
    [InlineData("https+http://api/thing?a=1")]
    public async Task A_service_is_found_by_its_name(string address)
    {
        await using var service = await ServiceAsync(context => context.Response.WriteAsync($"{context.Request.Path}{context.Request.QueryString}"));
        using var host = HostWith(("services:api:http:0", service.Urls.Single()));
        Assert.Equal("/thing?a=1", await Client(host).GetStringAsync(new Uri(address)));
    }

    [Fact]
    public async Task Replicas_are_asked_in_turn()
    {
        await using var one = await ServiceAsync(context => context.Response.WriteAsync("one"));
        await using var two = await ServiceAsync(context => context.Response.WriteAsync("two"));
        using var host = HostWith(("services:api:http:0", one.Urls.Single()), ("services:api:http:1", two.Urls.Single()));
        var client = Client(host);
        string[] answers = [await client.GetStringAsync(new Uri("http://api/")), await client.GetStringAsync(new Uri("http://api/"))];
        Assert.Equal(["one", "two"], answers.Order());
    }

    [Fact]
    public async Task A_fault_that_passes_is_not_seen_by_whoever_only_reads()
    {
        var calls = 0;
        await using var service = await ServiceAsync(context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) < 3 ? 503 : 200;
            return Task.CompletedTask;
        });
        using var host = HostWith(("services:api:http:0", service.Urls.Single()));
        Assert.Equal(HttpStatusCode.OK, (await Client(host).GetAsync(new Uri("http://api/"))).StatusCode);
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task What_changes_something_is_sent_once()
    {
        var calls = 0;
        await using var service = await ServiceAsync(context =>
        {
            Interlocked.Increment(ref calls);
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        using var host = HostWith(("services:api:http:0", service.Urls.Single()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Client(host).PostAsync(new Uri("http://api/"), null)).StatusCode);
        Assert.Equal(1, calls);
    }

    private static HttpClient Client(IHost host) => host.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

    private static IHost HostWith(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddServiceDefaults();
        builder.Services.AddHttpClient();
        return builder.Build();
    }

    private static async Task<WebApplication> ServiceAsync(RequestDelegate answer)
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
