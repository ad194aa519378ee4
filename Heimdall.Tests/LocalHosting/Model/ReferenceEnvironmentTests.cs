using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Projects;
using Heimdall.LocalHosting.Testing;

namespace Heimdall.Tests.LocalHosting.Model;

public sealed class ReferenceEnvironmentTests : IAsyncLifetime
{
    private readonly IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create("--LocalEngine:DataDirectory=/data dir/100%;x");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await builder.DisposeAsync();

    [Fact]
    public async Task A_database_is_referred_to_as_Aspire_does()
    {
        var server = builder.AddPostgres("postgres", builder.AddParameter("user", "heimdall"), builder.AddParameter("password", "p@ss w/rd"));
        Listen(server.Resource, "tcp", 40000);

        var variables = await EnvironmentAsync(b => b.WithReference(server.AddDatabase("heimdall")));

        Assert.Equal("Host=127.0.0.1;Port=40000;Username=heimdall;Password=p@ss w/rd;Database=heimdall", variables["ConnectionStrings__heimdall"]);
        Assert.Equal("127.0.0.1", variables["HEIMDALL_HOST"]);
        Assert.Equal("40000", variables["HEIMDALL_PORT"]);
        Assert.Equal("heimdall", variables["HEIMDALL_USERNAME"]);
        Assert.Equal("p@ss w/rd", variables["HEIMDALL_PASSWORD"]);
        Assert.Equal("heimdall", variables["HEIMDALL_DATABASENAME"]);
        Assert.Equal("postgresql://heimdall:p%40ss%20w%2Frd@127.0.0.1:40000/heimdall", variables["HEIMDALL_URI"]);
        Assert.Equal("jdbc:postgresql://127.0.0.1:40000/heimdall", variables["HEIMDALL_JDBCCONNECTIONSTRING"]);
    }

    [Fact]
    public async Task A_server_is_referred_to_without_a_database()
    {
        var server = builder.AddPostgres("postgres", password: builder.AddParameter("password", "secret"));
        Listen(server.Resource, "tcp", 40000);

        var variables = await EnvironmentAsync(b => b.WithReference(server));

        Assert.Equal("Host=127.0.0.1;Port=40000;Username=postgres;Password=secret", variables["ConnectionStrings__postgres"]);
        Assert.DoesNotContain("POSTGRES_DATABASENAME", variables.Keys);
    }

    [Fact]
    public async Task A_broker_is_referred_to_under_the_name_given()
    {
        var queue = builder.AddRabbitMQ("rabbitmq", builder.AddParameter("user", "heimdall"), builder.AddParameter("password", "p@ss"));
        Listen(queue.Resource, "tcp", 40001);

        var variables = await EnvironmentAsync(b => b.WithReference(queue, "my-broker"));

        Assert.Equal("amqp://heimdall:p%40ss@127.0.0.1:40001", variables["ConnectionStrings__my-broker"]);
        Assert.Equal("amqp://heimdall:p%40ss@127.0.0.1:40001", variables["MY_BROKER_URI"]);
        Assert.Equal("40001", variables["MY_BROKER_PORT"]);
    }

    [Fact]
    public async Task An_object_store_is_a_directory_whose_URI_survives_the_connection_string()
    {
        var store = builder.AddMinioContainer("minio", rootPassword: builder.AddParameter("password", "secret"));

        var variables = await EnvironmentAsync(b => b.WithReference(store));

        Assert.Equal("Endpoint=file:///data%20dir/100%25%3Bx/minio;AccessKey=minioadmin;SecretKey=secret", variables["ConnectionStrings__minio"]);
        Assert.Equal("/data dir/100%;x/minio", new Uri(variables["MINIO_URI"]).LocalPath);
    }

    [Fact]
    public async Task A_service_is_found_by_its_name()
    {
        var api = builder.AddExecutable("api", "sh", "/").WithHttpEndpoint();
        Listen(api.Resource, "http", 5080);

        var variables = await EnvironmentAsync(b => b.WithReference(api).WithEnvironment("UPSTREAM", api.GetEndpoint("http")));

        Assert.Equal("http://127.0.0.1:5080", variables["services__api__http__0"]);
        Assert.Equal("http://127.0.0.1:5080", variables["API_HTTP"]);
        Assert.Equal("http://127.0.0.1:5080", variables["UPSTREAM"]);
    }

    [Fact]
    public async Task A_service_is_told_its_name_address_and_instance()
    {
        var variables = await EnvironmentAsync(b => b.WithHttpEndpoint(env: "PORT"), port: 6001);

        Assert.Equal("worker", variables["OTEL_SERVICE_NAME"]);
        Assert.Matches("^service\\.instance\\.id=[0-9a-f]{8}$", variables["OTEL_RESOURCE_ATTRIBUTES"]);
        Assert.Equal("http://127.0.0.1:6001", variables["ASPNETCORE_URLS"]);
        Assert.Equal("6001", variables["PORT"]);
        Assert.Equal("Testing", variables["ASPNETCORE_ENVIRONMENT"]);
    }

    [Fact]
    public async Task What_is_meant_for_the_app_host_alone_is_not_handed_on_unless_the_model_says_so()
    {
        Environment.SetEnvironmentVariable("WITHHELD_SECRET", "outer");
        Environment.SetEnvironmentVariable("WITHHELD_NAMED", "outer");
        try
        {
            var variables = await EnvironmentAsync(b => b.WithEnvironment("WITHHELD_NAMED", "inner"));

            Assert.DoesNotContain("WITHHELD_SECRET", variables.Keys);
            Assert.Equal("inner", variables["WITHHELD_NAMED"]);
            Assert.Contains("PATH", variables.Keys);
        }
        finally
        {
            Environment.SetEnvironmentVariable("WITHHELD_SECRET", null);
            Environment.SetEnvironmentVariable("WITHHELD_NAMED", null);
        }
    }

    private static void Listen(IResource resource, string endpoint, int port) =>
        resource.Annotations.OfType<EndpointAnnotation>().Single(e => e.Name == endpoint).AllocatedPort = port;

    private async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(Action<IResourceBuilder<ExecutableResource>> describe, int? port = null)
    {
        var worker = builder.AddExecutable("worker", "sh", "/");
        describe(worker);
        var endpoints = worker.Resource.Annotations.OfType<EndpointAnnotation>().ToList();
        endpoints.ForEach(e => e.AllocatedPort = port);
        return await ServiceEnvironment.BuildAsync(worker.Resource, endpoints, "Testing", ["WITHHELD_"], CancellationToken.None);
    }
}
