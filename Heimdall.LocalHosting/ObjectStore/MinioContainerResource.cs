namespace Heimdall.LocalHosting;

/// <summary>An object store: MinIO in an engine with containers, a directory in this one.</summary>
/// <param name="name">Name of the resource.</param>
/// <param name="rootUser">The access key; null is <c>minioadmin</c>.</param>
/// <param name="rootPassword">The secret key.</param>
/// <param name="directory">Gives the store's directory.</param>
public sealed class MinioContainerResource(string name, ParameterResource? rootUser, ParameterResource rootPassword, Func<string> directory)
    : ContainerResource(name), IResourceWithConnectionString
{
    public ParameterResource? RootUser => rootUser;

    public ParameterResource PasswordParameter => rootPassword;

    internal string DirectoryPath => directory();

    internal string Url => DirectoryUri.From(DirectoryPath);

    private string AccessKey => rootUser?.Value ?? "minioadmin";

    /// <inheritdoc />
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        new($"Endpoint={Url};AccessKey={AccessKey};SecretKey={rootPassword.Value}");

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> GetConnectionPropertiesAsync(CancellationToken cancellationToken = default) =>
        new([new("ACCESSKEY", AccessKey), new("SECRETKEY", rootPassword.Value), new("URI", Url)]);
}

public static class MinioBuilderExtensions
{
    /// <summary>Adds an object store. Without a password one is generated once and kept as the parameter <c>{name}-password</c>.</summary>
    public static IResourceBuilder<MinioContainerResource> AddMinioContainer(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? rootUser = null,
        IResourceBuilder<ParameterResource>? rootPassword = null,
        int? port = null)
    {
        _ = port; // A directory listens nowhere.
        var secret = rootPassword ?? builder.AddParameter(name + "-password", secret: true);
        return builder.AddResource(new MinioContainerResource(
            name,
            rootUser?.Resource,
            secret.Resource,
            () => LocalEngineOptions.From(builder.Configuration).ResourcePath(name)));
    }

    /// <summary>Keeps the objects. The local engine always does, under the data directory.</summary>
    public static IResourceBuilder<MinioContainerResource> WithDataVolume(this IResourceBuilder<MinioContainerResource> builder, string? name = null) =>
        Data.DataVolume.Accept(builder, name, isReadOnly: false);
}
