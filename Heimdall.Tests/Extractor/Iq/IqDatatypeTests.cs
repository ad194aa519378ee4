using Heimdall.Extractor.Iq;

namespace Heimdall.Tests.Extractor.Iq;

public sealed class IqDatatypeTests
{
    [Theory]
    [InlineData("cf32_le", 8)]
    [InlineData("cf32_be", 8)]
    [InlineData("cf64_le", 16)]
    [InlineData("cf64_be", 16)]
    [InlineData("ci32_le", 8)]
    [InlineData("ci32_be", 8)]
    [InlineData("ci16_le", 4)]
    [InlineData("ci16_be", 4)]
    [InlineData("cu16_le", 4)]
    [InlineData("cu16_be", 4)]
    [InlineData("ci8", 2)]
    [InlineData("cu8", 2)]
    [InlineData("wav", null)]
    [InlineData("npy", null)]
    public void Every_datatype_is_known_by_its_name(string name, int? bytesPerSample)
    {
        Assert.True(IqDatatype.TryParse(name, out var datatype));
        Assert.Equal(name, datatype.Name);
        Assert.Equal(bytesPerSample, datatype.BytesPerSample);
        Assert.Equal(14, IqDatatype.All.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("cf32")]
    [InlineData("ci16")]
    [InlineData("CF32_LE")]
    [InlineData("ci8_le")]
    [InlineData("rf32_le")]
    [InlineData("cf32_le ")]
    public void A_name_that_leaves_something_open_is_none(string? name) => Assert.False(IqDatatype.TryParse(name, out _));

    [Fact]
    public void Error_codes_are_the_closed_list()
    {
        string[] codes =
        [
            "object_missing", "truncated", "odd_byte_count", "not_finite", "too_short", "bad_header", "datatype_mismatch",
            "sample_rate_mismatch", "hash_mismatch",
        ];
        Assert.Equal(codes, Enum.GetValues<IqDataError>().Select(IqDataErrorName.Of));
        Assert.Equal("IQ file not found: a/b", IqDataException.ObjectMissing("a/b").Message);
    }
}
