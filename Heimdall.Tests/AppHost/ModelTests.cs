using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Observation;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.LocalHosting;

namespace Heimdall.Tests.AppHost;

/// <summary>The system that the app host's entry point describes.</summary>
public sealed class ModelTests : IDisposable
{
    private readonly TemporaryDirectory data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task The_system_is_two_services_on_three_servers()
    {
        await using var builder = await CreateAsync("--replicas", "3");

        Assert.Equal(
            ["postgres", "heimdall", "rabbitmq", "minio", "api", "extractor"],
            builder.Resources.Where(r => r is not ParameterResource).Select(r => r.Name));
        Assert.Equal(["heimdall", "rabbitmq", "minio"], WaitsOf(builder, "api"));
        Assert.Equal(["heimdall", "rabbitmq", "minio", "api"], WaitsOf(builder, "extractor"));
        Assert.Equal(3, Resource(builder, "extractor").Annotations.OfType<ReplicaAnnotation>().Single().Replicas);
        Assert.All(["api", "extractor"], s => Assert.Equal("/health", Resource(builder, s).Annotations.OfType<HttpHealthCheckAnnotation>().Single().Path));
    }

    [Fact]
    public async Task Only_the_api_is_public_and_on_the_port_chosen()
    {
        await using var builder = await CreateAsync("--api-port", "18080");

        var endpoint = Resource(builder, "api").Annotations.OfType<EndpointAnnotation>().Single();
        Assert.Equal((18080, true), (endpoint.Port, endpoint.IsExternal));
        Assert.False(Resource(builder, "extractor").Annotations.OfType<EndpointAnnotation>().Single().IsExternal);
    }

    [Fact]
    public async Task The_admin_key_reaches_the_api_alone_and_is_kept_in_its_file()
    {
        await using var builder = await CreateAsync();
        foreach (var endpoint in builder.Resources.SelectMany(r => r.Annotations.OfType<EndpointAnnotation>()))
        {
            endpoint.AllocatedPort = 1;
        }

        var api = await VariablesAsync(Resource(builder, "api"));
        var extractor = await VariablesAsync(Resource(builder, "extractor"));

        Assert.Equal(File.ReadAllText(data.File("admin.key")).Trim(), api["HEIMDALL_ADMIN_KEY"]);
        Assert.DoesNotContain("HEIMDALL_ADMIN_KEY", extractor.Keys);
        Assert.All(["heimdall", "rabbitmq", "minio"], n => Assert.Contains("ConnectionStrings__" + n, extractor.Keys));
    }

    [Fact]
    public async Task Each_resource_is_given_what_it_needs_and_waits_for_what_it_stands_on()
    {
        await using var builder = await CreateAsync("--replicas", "2", "--api-port", "18080");
        foreach (var (index, endpoint) in builder.Resources.SelectMany(r => r.Annotations.OfType<EndpointAnnotation>()).Index())
        {
            endpoint.AllocatedPort = 40_000 + index;
        }

        var lines = new List<string>();
        foreach (var resource in builder.Resources)
        {
            lines.AddRange(await DescribeAsync(resource));
        }

        Assert.Equal(
            """
            admin: secret
            postgres-user: heimdall
            postgres-password: secret
            rabbitmq-user: heimdall
            rabbitmq-password: secret
            minio-user: heimdall
            minio-password: secret
            postgres
              listens on tcp
            heimdall
              is part of postgres
            rabbitmq
              listens on tcp
            minio
            api
              listens on http 18080, for everybody
              is healthy when /health answers 200
              waits for heimdall, rabbitmq, minio
              can batch-extract, backfill-all, show-statistics
              links to Console, HTTP API
              ConnectionStrings__heimdall=Host=127.0.0.1;Port=40000;Username=heimdall;Password=***;Database=heimdall
              ConnectionStrings__minio=Endpoint=file://DATA/minio;AccessKey=heimdall;SecretKey=***
              ConnectionStrings__rabbitmq=amqp://heimdall:***@127.0.0.1:40001
              HEIMDALL_ADMIN_KEY=***
              HEIMDALL_DATABASENAME=heimdall
              HEIMDALL_HOST=127.0.0.1
              HEIMDALL_JDBCCONNECTIONSTRING=jdbc:postgresql://127.0.0.1:40000/heimdall
              HEIMDALL_PASSWORD=***
              HEIMDALL_PORT=40000
              HEIMDALL_URI=postgresql://heimdall:***@127.0.0.1:40000/heimdall
              HEIMDALL_USERNAME=heimdall
              MINIO_ACCESSKEY=heimdall
              MINIO_SECRETKEY=***
              MINIO_URI=file://DATA/minio
              RABBITMQ_HOST=127.0.0.1
              RABBITMQ_PASSWORD=***
              RABBITMQ_PORT=40001
              RABBITMQ_URI=amqp://heimdall:***@127.0.0.1:40001
              RABBITMQ_USERNAME=heimdall
              Resources__Engine=local
              Resources__Logs=DATA/logs
              Resources__State=DATA/view/resources.json
            extractor
              runs 2 times
              listens on http
              is healthy when /health answers 200
              waits for heimdall, rabbitmq, minio, api
              ConnectionStrings__heimdall=Host=127.0.0.1;Port=40000;Username=heimdall;Password=***;Database=heimdall
              ConnectionStrings__minio=Endpoint=file://DATA/minio;AccessKey=heimdall;SecretKey=***
              ConnectionStrings__rabbitmq=amqp://heimdall:***@127.0.0.1:40001
              HEIMDALL_DATABASENAME=heimdall
              HEIMDALL_HOST=127.0.0.1
              HEIMDALL_JDBCCONNECTIONSTRING=jdbc:postgresql://127.0.0.1:40000/heimdall
              HEIMDALL_PASSWORD=***
              HEIMDALL_PORT=40000
              HEIMDALL_URI=postgresql://heimdall:***@127.0.0.1:40000/heimdall
              HEIMDALL_USERNAME=heimdall
              MINIO_ACCESSKEY=heimdall
              MINIO_SECRETKEY=***
              MINIO_URI=file://DATA/minio
              RABBITMQ_HOST=127.0.0.1
              RABBITMQ_PASSWORD=***
              RABBITMQ_PORT=40001
              RABBITMQ_URI=amqp://heimdall:***@127.0.0.1:40001
              RABBITMQ_USERNAME=heimdall
            """,
            new SecretMask([.. builder.Resources]).Apply(string.Join('\n', lines)).Replace(data.Path, "DATA", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mistake_on_the_command_line_describes_no_system()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => CreateAsync("--bogus"));

        Assert.Contains("result 2", error.Message, StringComparison.Ordinal);
    }

    private static IResource Resource(IDistributedApplicationBuilder builder, string name) => builder.Resources.Single(r => r.Name == name);

    private static IEnumerable<string> WaitsOf(IDistributedApplicationBuilder builder, string name) =>
        Resource(builder, name).Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name);

    private static async Task<IReadOnlyList<string>> DescribeAsync(IResource resource)
    {
        if (resource is ParameterResource parameter)
        {
            return [$"{parameter.Name}: {(parameter.Secret ? "secret" : await parameter.GetValueAsync(CancellationToken.None))}"];
        }

        string[] Row(string words, IEnumerable<string> names) => names.ToList() is { Count: > 0 } all ? [$"  {words} {string.Join(", ", all)}"] : [];
        return
        [
            resource.Name,
            .. Row("is part of", resource is IResourceWithParent child ? [child.Parent.Name] : []),
            .. resource.Annotations.OfType<ReplicaAnnotation>().Where(r => r.Replicas > 1).Select(r => $"  runs {r.Replicas} times"),
            .. resource.Annotations.OfType<EndpointAnnotation>().Select(e => $"  listens on {e.Name}{(e.Port is { } port ? $" {port}" : "")}{(e.IsExternal ? ", for everybody" : "")}"),
            .. resource.Annotations.OfType<HttpHealthCheckAnnotation>().Select(h => $"  is healthy when {h.Path} answers {h.StatusCode}"),
            .. Row("waits for", resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name)),
            .. Row("can", resource.Annotations.OfType<ResourceCommandAnnotation>().Select(c => c.Name)),
            .. Row("links to", resource.Annotations.OfType<ResourceUrlAnnotation>().Select(u => u.DisplayText ?? u.Url)),
            .. (await VariablesAsync(resource)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"  {v.Key}={v.Value}"),
        ];
    }

    private static async Task<Dictionary<string, string>> VariablesAsync(IResource resource)
    {
        var context = new EnvironmentCallbackContext(new Dictionary<string, string>(StringComparer.Ordinal), CancellationToken.None);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return context.EnvironmentVariables;
    }

    private Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] args) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.Heimdall_AppHost>(["--data", data.Path, .. args]);
}
