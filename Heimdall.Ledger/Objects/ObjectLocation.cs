namespace Heimdall.Ledger.Objects;

/// <summary>Where an object lies: a bucket and a key in it, both valid.</summary>
/// <param name="Bucket">Three to 63 lower-case letters, digits, dots and hyphens.</param>
/// <param name="Key">See <see cref="ObjectKey"/>.</param>
public readonly record struct ObjectLocation(string Bucket, string Key)
{
    private const string Scheme = "s3://";

    /// <summary>Reads a location: an <c>s3://bucket/key</c> URI, or a key in <paramref name="defaultBucket"/>.</summary>
    /// <exception cref="InvalidObjectKeyException">It is neither, and why.</exception>
    public static ObjectLocation Parse(string location, string defaultBucket)
    {
        ArgumentNullException.ThrowIfNull(location);
        var (bucket, key) = (defaultBucket, location);
        if (location.StartsWith(Scheme, StringComparison.Ordinal))
        {
            var slash = location.IndexOf('/', Scheme.Length);
            if (slash < 0)
            {
                throw new InvalidObjectKeyException("an s3:// location names a bucket and a key");
            }

            (bucket, key) = (location[Scheme.Length..slash], location[(slash + 1)..]);
        }
        else if (location.Contains("://", StringComparison.Ordinal))
        {
            throw new InvalidObjectKeyException("the only scheme is s3://");
        }

        ValidateBucket(bucket);
        ObjectKey.Validate(key);
        return new ObjectLocation(bucket, key);
    }

    /// <summary>Throws when a name is not one that every S3 store takes for a bucket.</summary>
    /// <exception cref="InvalidObjectKeyException">What is wrong with it.</exception>
    internal static void ValidateBucket(string bucket)
    {
        var isValid = bucket.Length is >= 3 and <= 63
            && bucket.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            && char.IsAsciiLetterOrDigit(bucket[0])
            && char.IsAsciiLetterOrDigit(bucket[^1])
            && !bucket.Contains("..", StringComparison.Ordinal);
        if (!isValid)
        {
            throw new InvalidObjectKeyException("a bucket's name is 3 to 63 lower-case letters, digits, dots and hyphens");
        }
    }

    public override string ToString() => $"{Scheme}{Bucket}/{Key}";
}
