using Heimdall.LocalHosting.Terminal;
using Microsoft.Extensions.DependencyInjection;

namespace Heimdall.LocalHosting;

public static class StartupNoteExtensions
{
    /// <summary>Adds a line under the table that the local engine prints once everything is up.</summary>
    /// <param name="builder">The system.</param>
    /// <param name="title">What the line is about.</param>
    /// <param name="text">The line; called when every resource is healthy.</param>
    public static IDistributedApplicationBuilder AddStartupNote(this IDistributedApplicationBuilder builder, string title, Func<string> text) =>
        builder.AddStartupNote(title, _ => Task.FromResult(text()));

    /// <inheritdoc cref="AddStartupNote(IDistributedApplicationBuilder, string, Func{string})"/>
    public static IDistributedApplicationBuilder AddStartupNote(this IDistributedApplicationBuilder builder, string title, Func<CancellationToken, Task<string>> text)
    {
        builder.Services.AddSingleton(new StartupNote(title, text));
        return builder;
    }
}
