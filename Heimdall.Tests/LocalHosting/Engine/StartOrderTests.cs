using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Testing;

namespace Heimdall.Tests.LocalHosting.Engine;

public sealed class StartOrderTests : IAsyncLifetime
{
    private readonly IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await builder.DisposeAsync();

    [Fact]
    public void Waiting_for_a_database_waits_for_its_server_too()
    {
        var server = builder.AddPostgres("postgres", password: builder.AddParameter("password", "x"));
        var database = server.AddDatabase("heimdall");
        var api = builder.AddExecutable("api", "sh", "/").WaitFor(database);
        var worker = builder.AddExecutable("worker", "sh", "/").WaitFor(api);

        var order = new StartOrder([server.Resource, database.Resource, api.Resource, worker.Resource]);

        Assert.Equal([server.Resource], order.DependenciesOf(database.Resource));
        Assert.Equal([api.Resource], order.DependentsOf(database.Resource));
        Assert.Equal([0, 1, 2, 3], new IResource[] { server.Resource, database.Resource, api.Resource, worker.Resource }.Select(order.DepthOf));
    }

    [Fact]
    public void Resources_that_wait_for_each_other_are_named()
    {
        var first = builder.AddExecutable("first", "sh", "/");
        var second = builder.AddExecutable("second", "sh", "/").WaitFor(first);
        first.WaitFor(second);

        var error = Assert.Throws<LocalEngineException>(() => new StartOrder([first.Resource, second.Resource]));

        Assert.Contains("first → second → first", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_cannot_wait_for_itself()
    {
        var api = builder.AddExecutable("api", "sh", "/");

        Assert.Throws<InvalidOperationException>(() => api.WaitFor(api));
    }
}
