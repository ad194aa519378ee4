using System.Reflection;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Terminal;
using Heimdall.LocalHosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace Heimdall.LocalHosting;

/// <summary>Collects resources, and builds the host that runs them.</summary>
internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(15);

    private const int RedirectedWidth = 160;

    private readonly HostApplicationBuilder host;
    private readonly List<IResource> resources = [];

    /// <summary>Begins a description.</summary>
    /// <param name="args">Command line, also read as configuration.</param>
    /// <param name="appHost">The app host's assembly; null is the program's own.</param>
    public DistributedApplicationBuilder(string[] args, Assembly? appHost = null)
    {
        AppHostDirectory = DirectoryOf(appHost ?? Assembly.GetEntryAssembly());

        // No defaults: they watch the working directory's settings files and treat it as the content root.
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(AppHostDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        configuration.AddEnvironmentVariables("DOTNET_");
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args);
        host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            Configuration = configuration,
            ContentRootPath = AppHostDirectory,
        });
        // Why the system cannot start is said once, in words; the host would add a stack trace.
        host.Logging.AddSimpleConsole(o => o.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        host.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout);
        host.Services.Configure<ConsoleLifetimeOptions>(o => o.SuppressStatusMessages = true);
        AddEngine(host.Services);
    }

    public ConfigurationManager Configuration => host.Configuration;

    public IHostEnvironment Environment => host.Environment;

    public IServiceCollection Services => host.Services;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();

    public string AppHostDirectory { get; }

    public IReadOnlyList<IResource> Resources => resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (resources.Exists(r => string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidOperationException($"There is a resource named '{resource.Name}' already.");
        }

        resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        EntryPointSession.Current?.Intercept(this);
        return BuildNow();
    }

    internal DistributedApplication BuildNow() => new(host.Build(), [.. resources]);

    // The engine comes before hosted services of the app host: it starts before them and stops after them.
    private void AddEngine(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Terminal());
        services.AddSingleton<ResourceNotificationService>();
        services.AddSingleton(p => new ResourceCommandService(resources, p));
        services.AddSingleton<EngineOutcome>();
        services.AddSingleton(p => LocalEngineOptions.From(p.GetRequiredService<IConfiguration>()));
        services.AddSingleton(p => new EngineConsole(p.GetRequiredService<IAnsiConsole>(), quiet: !p.GetRequiredService<LocalEngineOptions>().Console));
        services.AddSingleton<IReadOnlyList<IResource>>(resources);
        services.AddHostedService<LocalEngine>();
        services.AddHostedService<ParentWatch>();
    }

    private static IAnsiConsole Terminal()
    {
        // Without a terminal Spectre still believes TERM, and in 80 columns: it would colour a log file and break its rows.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
            AnsiConsole.Console.Profile.Width = RedirectedWidth;
        }

        return AnsiConsole.Console;
    }

    // Written into the assembly by AppHost.local.targets.
    private static string DirectoryOf(Assembly? appHost)
    {
        var recorded = appHost?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "apphostprojectpath")?.Value;
        return Directory.Exists(recorded) ? recorded : AppContext.BaseDirectory;
    }
}
