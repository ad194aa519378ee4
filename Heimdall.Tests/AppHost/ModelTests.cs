using Heimdall.LocalHosting;
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
    public async Task A_mistake_on_the_command_line_describes_no_system()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => CreateAsync("--bogus"));

        Assert.Contains("result 2", error.Message, StringComparison.Ordinal);
    }

    private static IResource Resource(IDistributedApplicationBuilder builder, string name) => builder.Resources.Single(r => r.Name == name);

    private static IEnumerable<string> WaitsOf(IDistributedApplicationBuilder builder, string name) =>
        Resource(builder, name).Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name);

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
