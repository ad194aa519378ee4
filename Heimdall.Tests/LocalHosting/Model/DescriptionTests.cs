using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;

namespace Heimdall.Tests.LocalHosting.Model;

public sealed class DescriptionTests : IAsyncLifetime
{
    private readonly IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await builder.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("1api")]
    [InlineData("../etc")]
    [InlineData("a b")]
    [InlineData("api-")]
    [InlineData("a--b")]
    public void A_name_that_is_no_folder_and_no_variable_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => builder.AddParameter(name, "value"));

    [Fact]
    public void Two_resources_of_one_name_are_refused()
    {
        builder.AddParameter("api", "value");

        Assert.Throws<InvalidOperationException>(() => builder.AddExecutable("API", "sh", "/"));
    }

    [Fact]
    public void A_health_check_needs_an_endpoint() =>
        Assert.Throws<InvalidOperationException>(() => builder.AddExecutable("api", "sh", "/").WithHttpHealthCheck("/health"));

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Replicas_are_bounded(int replicas) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddProject<Projects.Heimdall_Extractor>("extractor").WithReplicas(replicas));

    [Fact]
    public void An_endpoint_has_no_address_before_the_system_starts()
    {
        var api = builder.AddExecutable("api", "sh", "/").WithHttpEndpoint(port: 8080);

        Assert.Throws<InvalidOperationException>(() => api.GetEndpoint("http").Url);
    }

    [Fact]
    public void A_project_knows_its_program_and_its_folder()
    {
        var project = builder.AddProject<Projects.Heimdall_Extractor>("extractor").Resource;

        Assert.True(File.Exists(project.CommandLine[0]));
        Assert.EndsWith("Heimdall.Extractor.dll", project.CommandLine[1], StringComparison.Ordinal);
        Assert.Equal("Heimdall.Extractor", Path.GetFileName(project.WorkingDirectory));
    }
}
