using Heimdall.LocalHosting.Data;

namespace Heimdall.LocalHosting;

public static class ParameterBuilderExtensions
{
    /// <summary>Adds a parameter. A secret without a configured value is generated once and kept in <c>{data}/{name}.key</c>, mode 0600.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, () => Configured(builder, name) ?? Generated(builder, name, secret), secret));

    /// <summary>Adds a parameter with a default, which configuration overrides.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false)
    {
        _ = publishValueAsDefault; // Says something to engines that publish.
        return builder.AddResource(new ParameterResource(name, () => Configured(builder, name) ?? value, secret));
    }

    /// <summary>The configured value. A hyphen cannot stand in an environment variable's name, so an underscore stands for it there.</summary>
    internal static string? Configured(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration["Parameters:" + name] ?? builder.Configuration["Parameters:" + name.Replace('-', '_')];

    private static string Generated(IDistributedApplicationBuilder builder, string name, bool secret)
    {
        if (!secret)
        {
            throw new LocalEngineException($"The parameter '{name}' has no value. Set Parameters__{name.Replace('-', '_')} in the environment.");
        }

        return KeptSecret.ReadOrCreate(LocalEngineOptions.From(builder.Configuration).SecretPath(name));
    }
}
