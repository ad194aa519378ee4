namespace Heimdall.Ledger.Objects;

/// <summary>How objects are stored; everything but the bucket concerns S3 alone.</summary>
public sealed record ObjectStoreOptions
{
    /// <summary>The bucket of locations that are plain keys. The connection string's Bucket comes first.</summary>
    public string Bucket { get; init; } = "heimdall-raw-iq";

    /// <summary>The region that requests are signed for. The connection string's Region comes first.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Addresses buckets as <c>http://host/bucket</c>, which every store serves; AWS prefers <c>http://bucket.host</c>.</summary>
    public bool ForcePathStyle { get; init; } = true;

    /// <summary>
    /// Sends and checks S3's own checksums wherever the SDK can. Off by default: Ceph and older MinIO answer such requests with 400.
    /// Payloads are covered by the request's signature either way.
    /// </summary>
    public bool ChecksumsWhenSupported { get; init; }

    /// <summary>
    /// Creates with <c>If-None-Match: *</c>, which makes write-once atomic. To be switched off for stores that answer 501 to it; then
    /// only the check before the write and the id in every key keep objects apart.
    /// </summary>
    public bool ConditionalCreate { get; init; } = true;

    /// <summary>Bytes of one part of a multipart upload, 5 MiB to 64 MiB. An upload holds two parts in memory.</summary>
    public int PartBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The longest a request may take to answer, 1 s to 10 min; a part must get through in this time.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest a connection may take to be made, 100 ms to 1 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a failed request is tried again before the store counts as out of reach, 0 to 10.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The longest a read waits for the next bytes before its transfer counts as broken, 100 ms to 10 min.</summary>
    public TimeSpan ReadIdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often one read is resumed where its transfer broke, 0 to 100.</summary>
    public int MaxReadResumes { get; init; } = 5;

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names both.</exception>
    internal void Validate()
    {
        ObjectLocation.ValidateBucket(Bucket);
        Require(Region.Length > 0, nameof(Region), "not empty");
        Require(PartBytes is >= 5 * 1024 * 1024 and <= 64 * 1024 * 1024, nameof(PartBytes), "5242880 to 67108864");
        Require(RequestTimeout.TotalSeconds is >= 1 and <= 600, nameof(RequestTimeout), "1 s to 10 min");
        Require(ConnectTimeout.TotalSeconds is >= 0.1 and <= 60, nameof(ConnectTimeout), "100 ms to 1 min");
        Require(MaxRetries is >= 0 and <= 10, nameof(MaxRetries), "0 to 10");
        Require(ReadIdleTimeout.TotalSeconds is >= 0.1 and <= 600, nameof(ReadIdleTimeout), "100 ms to 10 min");
        Require(MaxReadResumes is >= 0 and <= 100, nameof(MaxReadResumes), "0 to 100");
    }

    private static void Require(bool isMet, string name, string range)
    {
        if (!isMet)
        {
            throw new ArgumentException($"ObjectStore option {name} must be {range}", name);
        }
    }
}
