namespace Heimdall.Ledger.Objects;

/// <summary>
/// <c>Endpoint=…;AccessKey=…;SecretKey=…</c>: a directory when the endpoint is a <c>file:///</c> URI, an S3 service when it is
/// <c>http://</c> or <c>https://</c>. <c>Bucket</c> and <c>Region</c> may be added.
/// </summary>
/// <remarks>Values are not quoted, so a value cannot hold a <c>;</c>. No message and no text form of this type shows a key.</remarks>
public sealed class ObjectStoreConnectionString
{
    private ObjectStoreConnectionString(Uri endpoint, Dictionary<string, string> values)
    {
        Endpoint = endpoint;
        AccessKey = values.GetValueOrDefault(nameof(AccessKey));
        SecretKey = values.GetValueOrDefault(nameof(SecretKey));
        Bucket = values.GetValueOrDefault(nameof(Bucket));
        Region = values.GetValueOrDefault(nameof(Region));
    }

    public Uri Endpoint { get; }

    /// <summary>True for a directory, false for an S3 service.</summary>
    public bool IsDirectory => Endpoint.IsFile;

    /// <summary>The bucket, where the string names one.</summary>
    public string? Bucket { get; }

    /// <summary>The region that requests are signed for, where the string names one.</summary>
    public string? Region { get; }

    internal string? AccessKey { get; }

    internal string? SecretKey { get; }

    /// <summary>Reads a connection string; names are matched without regard to case.</summary>
    /// <exception cref="FormatException">What is wrong with it, without any of its values.</exception>
    public static ObjectStoreConnectionString Parse(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var values = ValuesOf(connectionString);
        var endpoint = EndpointOf(values);
        if (!endpoint.IsFile && !(values.ContainsKey(nameof(AccessKey)) && values.ContainsKey(nameof(SecretKey))))
        {
            throw Malformed("an S3 endpoint needs AccessKey and SecretKey");
        }

        return new ObjectStoreConnectionString(endpoint, values);
    }

    public override string ToString() => IsDirectory ? Endpoint.LocalPath : Endpoint.GetLeftPart(UriPartial.Authority);

    private static Dictionary<string, string> ValuesOf(string connectionString)
    {
        string[] known = [nameof(Endpoint), nameof(AccessKey), nameof(SecretKey), nameof(Bucket), nameof(Region)];
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, part) in connectionString.Split(';').Index())
        {
            if (string.IsNullOrWhiteSpace(part))
            {
                continue;
            }

            // A part that is not understood may be the rest of a secret with a ';' in it: its text stays out of the message.
            var equals = part.IndexOf('=');
            var name = equals < 0 ? null : part[..equals].Trim();
            if (name is null || !known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw Malformed($"part {index + 1} is not one of {string.Join("=…, ", known)}=…");
            }

            var value = part[(equals + 1)..].Trim();
            if (value.Length == 0)
            {
                throw Malformed($"{name} is empty");
            }

            if (!values.TryAdd(name, value))
            {
                throw Malformed($"{name} is there twice");
            }
        }

        return values;
    }

    private static Uri EndpointOf(Dictionary<string, string> values)
    {
        if (!values.TryGetValue(nameof(Endpoint), out var text))
        {
            throw Malformed("Endpoint is missing");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint)
            || endpoint.Scheme is not ("file" or "http" or "https")
            || endpoint.UserInfo.Length > 0
            || endpoint.Query.Length > 0
            || endpoint.Fragment.Length > 0)
        {
            throw Malformed("Endpoint is not an absolute file:///, http:// or https:// URI without user, query and fragment");
        }

        if (endpoint.IsFile && (!text.StartsWith("file:///", StringComparison.OrdinalIgnoreCase) || endpoint.LocalPath == "/"))
        {
            throw Malformed("a directory endpoint is file:/// and an absolute path below the root");
        }

        return endpoint;
    }

    private static FormatException Malformed(string reason) =>
        new($"The object store's connection string is malformed: {reason}");
}
