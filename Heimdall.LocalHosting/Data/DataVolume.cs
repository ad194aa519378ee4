namespace Heimdall.LocalHosting.Data;

/// <summary>Volumes belong to engines with containers: here every server's data are kept under the data directory, by resource name.</summary>
internal static class DataVolume
{
    public static IResourceBuilder<T> Accept<T>(IResourceBuilder<T> builder, string? name, bool isReadOnly)
        where T : IResource
    {
        _ = name;
        return isReadOnly
            ? throw new NotSupportedException($"The local engine has no read-only data volumes ('{builder.Resource.Name}').")
            : builder;
    }
}
