using Heimdall.Ledger.Objects;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heimdall.Tests.Ledger.Objects;

public sealed class ObjectStoreConnectionStringTests
{
    [Fact]
    public void The_form_that_aspire_injects_is_read()
    {
        var parsed = ObjectStoreConnectionString.Parse("Endpoint=http://localhost:40003;AccessKey=minioadmin;SecretKey=se=cr=et");

        Assert.False(parsed.IsDirectory);
        Assert.Equal(new Uri("http://localhost:40003"), parsed.Endpoint);
        Assert.Equal(("minioadmin", "se=cr=et"), (parsed.AccessKey, parsed.SecretKey));
        Assert.Null(parsed.Bucket);
    }

    [Fact]
    public void A_file_endpoint_is_a_directory_and_needs_no_keys()
    {
        var parsed = ObjectStoreConnectionString.Parse(" endpoint = file:///var/lib/heim%20dall/objects ; Bucket=mine;");

        Assert.True(parsed.IsDirectory);
        Assert.Equal("/var/lib/heim dall/objects", parsed.Endpoint.LocalPath);
        Assert.Equal("mine", parsed.Bucket);
    }

    [Theory]
    [InlineData("", "Endpoint is missing")]
    [InlineData("Endpoint=localhost:9000;AccessKey=a;SecretKey=hush", "Endpoint is not")]
    [InlineData("Endpoint=http://user:hush@localhost;AccessKey=a;SecretKey=hush", "Endpoint is not")]
    [InlineData("Endpoint=http://localhost;AccessKey=a", "needs AccessKey and SecretKey")]
    [InlineData("Endpoint=http://localhost;AccessKey=;SecretKey=hush", "AccessKey is empty")]
    [InlineData("Endpoint=http://localhost;AccessKey=a;SecretKey=hush;hush", "part 4")]
    [InlineData("Endpoint=http://localhost;AccessKey=a;SecretKey=hush;hush=x", "part 4")]
    [InlineData("Endpoint=http://a;Endpoint=http://b;AccessKey=a;SecretKey=hush", "Endpoint is there twice")]
    [InlineData("Endpoint=file://server/share", "directory endpoint")]
    [InlineData("Endpoint=file:///", "directory endpoint")]
    public void A_malformed_one_says_what_is_wrong_and_never_the_secret(string text, string reason)
    {
        var message = Assert.Throws<FormatException>(() => ObjectStoreConnectionString.Parse(text)).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_text_shows_no_key() =>
        Assert.Equal(
            "https://s3.example.org",
            ObjectStoreConnectionString.Parse("Endpoint=https://s3.example.org/;AccessKey=a;SecretKey=b").ToString());

    [Fact]
    public void An_option_out_of_range_is_named()
    {
        var options = new ObjectStoreOptions { PartBytes = 1 };

        var thrown = Assert.Throws<ArgumentException>(
            () => ObjectStore.Open("Endpoint=file:///tmp/x", options, TimeProvider.System, NullLoggerFactory.Instance));

        Assert.Contains("PartBytes must be 5242880", thrown.Message, StringComparison.Ordinal);
    }
}
