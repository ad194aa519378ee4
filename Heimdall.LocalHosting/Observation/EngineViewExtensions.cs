namespace Heimdall.LocalHosting;

public static class EngineViewExtensions
{
    private const string StateFileName = "resources.json";

    /// <summary>
    /// Tells a service where it reads how every resource is (<c>{section}__State</c>, a JSON file) and what each has printed
    /// (<c>{section}__Logs</c>, a folder); <c>{section}__Engine</c> is <c>local</c>.
    /// </summary>
    /// <param name="builder">The service, which runs under the engine's own account.</param>
    /// <param name="section">Section of the service's configuration.</param>
    public static IResourceBuilder<T> WithEngineView<T>(this IResourceBuilder<T> builder, string section)
        where T : IResourceWithEnvironment =>
        builder.WithAnnotation(new EnvironmentCallbackAnnotation(context =>
        {
            var data = new Data.DataDirectory(LocalEngineOptions.From(builder.ApplicationBuilder.Configuration).DataDirectory);
            context.EnvironmentVariables[section + "__Engine"] = "local";
            context.EnvironmentVariables[section + "__State"] = StatePath(data);
            context.EnvironmentVariables[section + "__Logs"] = data.Logs;
            return ValueTask.CompletedTask;
        }));

    internal static string StatePath(Data.DataDirectory data) => Path.Combine(data.View, StateFileName);
}
