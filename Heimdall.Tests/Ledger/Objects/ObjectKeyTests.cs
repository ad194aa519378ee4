using Heimdall.Ledger.Objects;

namespace Heimdall.Tests.Ledger.Objects;

public sealed class ObjectKeyTests
{
    private static readonly Guid Station = Guid.Parse("11111111-2222-7333-8444-555555555555");
    private static readonly Guid Measurement = Guid.Parse("0197fc12-aaaa-7bbb-8ccc-dddddddddddd");

    [Fact]
    public void A_key_tells_when_where_and_at_which_frequency_in_utc()
    {
        var recordedAt = new DateTimeOffset(2026, 1, 1, 1, 30, 5, 42, TimeSpan.FromHours(2));

        Assert.Equal(
            "2025/12/31/11111111-2222-7333-8444-555555555555/145500000/20251231T233005042Z_0197fc12-aaaa-7bbb-8ccc-dddddddddddd.cf32",
            ObjectKey.For(recordedAt, Station, 145_500_000, Measurement, "cf32"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".wav")]
    [InlineData("../x")]
    [InlineData("CF32")]
    [InlineData("seventeen-letters")]
    public void An_extension_is_a_short_word(string extension) =>
        Assert.Throws<ArgumentException>(() => ObjectKey.For(DateTimeOffset.UnixEpoch, Station, 1, Measurement, extension));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/a", "absolute")]
    [InlineData("a\\b", "backslash")]
    [InlineData("a\u0000b", "control character")]
    [InlineData("a\u007fb", "control character")]
    [InlineData("a/../b", "'..'")]
    [InlineData("./a", "'.'")]
    [InlineData("a//b", "empty segment")]
    [InlineData("a/", "empty segment")]
    [InlineData(".uploads/a", "uploads")]
    public void A_bad_key_is_refused_with_what_is_wrong(string key, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidObjectKeyException>(() => ObjectKey.Validate(key)).Message, StringComparison.Ordinal);

    [Fact]
    public void Half_a_surrogate_pair_is_no_text() =>
        Assert.Throws<InvalidObjectKeyException>(() => ObjectKey.Validate("a\ud800"));

    [Fact]
    public void Lengths_are_counted_in_bytes()
    {
        ObjectKey.Validate(new string('x', 255));
        ObjectKey.Validate(string.Join('/', Enumerable.Repeat(new string('x', 204), 5)));
        Assert.Throws<InvalidObjectKeyException>(() => ObjectKey.Validate(new string('ü', 128)));
        Assert.Throws<InvalidObjectKeyException>(() => ObjectKey.Validate(string.Join('/', Enumerable.Repeat(new string('x', 204), 6))));
    }

    [Theory]
    [InlineData("a/b", "own", "a/b")]
    [InlineData("s3://other.bucket-1/a/b", "other.bucket-1", "a/b")]
    public void A_location_is_a_key_or_a_uri(string location, string bucket, string key) =>
        Assert.Equal(new ObjectLocation(bucket, key), ObjectLocation.Parse(location, "own"));

    [Theory]
    [InlineData("s3://bucket")]
    [InlineData("s3://bucket/")]
    [InlineData("s3:///key")]
    [InlineData("s3://../key")]
    [InlineData("s3://a..b/key")]
    [InlineData("s3://Bucket/key")]
    [InlineData("s3://bucket/../key")]
    [InlineData("http://bucket/key")]
    [InlineData("file:///etc/passwd")]
    public void Another_location_is_refused(string location) =>
        Assert.Throws<InvalidObjectKeyException>(() => ObjectLocation.Parse(location, "own"));
}
