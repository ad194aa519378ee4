using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Heimdall.LocalHosting.Testing;

/// <summary>A system described for a test.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>Takes the description that an app host makes of its system, so that a test can change and run it.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the entry point of an app host, in process, up to <c>Build()</c>.</summary>
    /// <typeparam name="TEntryPoint">A type of the app host's assembly (<c>Projects.Some_AppHost</c>).</typeparam>
    /// <param name="args">Its command line; names the data directory, which is the caller's to delete.</param>
    /// <param name="cancellationToken">Ends the waiting for the entry point.</param>
    /// <exception cref="InvalidOperationException">The entry point ended without describing a system.</exception>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <summary>Runs the entry point of an app host, in process, up to <c>Build()</c>.</summary>
    /// <param name="entryPoint">A type of the app host's assembly (<c>Projects.Some_AppHost</c>).</param>
    /// <param name="args">Its command line; names the data directory, which is the caller's to delete.</param>
    /// <param name="cancellationToken">Ends the waiting for the entry point.</param>
    /// <exception cref="InvalidOperationException">The entry point ended without describing a system.</exception>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, CancellationToken cancellationToken = default)
    {
        var session = new EntryPointSession(entryPoint.Assembly);
        var described = await Task.Run(() => session.Run(args), cancellationToken);
        return new TestingBuilder(described);
    }

    /// <inheritdoc cref="CreateAsync{TEntryPoint}(string[], CancellationToken)" />
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Begins a description of the test's own.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        var builder = new DistributedApplicationBuilder(args);
        TestDefaults.Apply(builder);
        return new TestingBuilder(builder);
    }

    private sealed class TestingBuilder(DistributedApplicationBuilder inner) : IDistributedApplicationTestingBuilder
    {
        private DistributedApplication? application;

        public ConfigurationManager Configuration => inner.Configuration;

        public IHostEnvironment Environment => inner.Environment;

        public IServiceCollection Services => inner.Services;

        public DistributedApplicationExecutionContext ExecutionContext => inner.ExecutionContext;

        public string AppHostDirectory => inner.AppHostDirectory;

        public IReadOnlyList<IResource> Resources => inner.Resources;

        public IResourceBuilder<T> AddResource<T>(T resource)
            where T : IResource => inner.AddResource(resource);

        public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
            where T : IResource => inner.CreateResourceBuilder(resource);

        public DistributedApplication Build() => application ??= inner.BuildNow();

        public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(Build());
        }

        public ValueTask DisposeAsync() => application?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
