using Heimdall.AppHost;
using Heimdall.AppHost.Demonstration;
using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Installation;
using Heimdall.LocalHosting.Testing;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heimdall.Tests.AppHost.Demonstration;

public sealed class DemonstrationRunTests
{
    [Fact]
    public async Task A_failure_that_nobody_foresaw_ends_with_code_1()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var api = builder.AddExecutable("api", "sh", "/").WithHttpEndpoint();
        var options = new AppHostOptions(ApiPort: 0, Replicas: 1, Demo: true, Exit: true, new EngineOptions("/nowhere", InstallPolicy.Never));
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var before = Environment.ExitCode;
        try
        {
            // It asks for a resource that is not there.
            using var run = new DemonstrationRun(
                api, builder.AddParameter("admin", "key"), options, new ResourceNotificationService(), lifetime, TimeProvider.System);
            Environment.ExitCode = 0;

            await run.StartAsync(CancellationToken.None);
            await run.ExecuteTask!;

            Assert.Equal(1, Environment.ExitCode);
            Assert.True(lifetime.ApplicationStopping.IsCancellationRequested);
        }
        finally
        {
            Environment.ExitCode = before;
        }
    }
}
