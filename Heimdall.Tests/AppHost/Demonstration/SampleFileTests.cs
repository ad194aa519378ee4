using Heimdall.AppHost.Demonstration;

namespace Heimdall.Tests.AppHost.Demonstration;

public sealed class SampleFileTests
{
    [Fact]
    public void Floats_are_little_endian() =>
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf], SampleFile.Encode([1f, -0.5f], "cf32_le"));

    [Fact]
    public void Shorts_reach_full_scale_and_no_further() =>
        Assert.Equal([0, 0x80, 0xff, 0x7f, 0, 0x40, 0xff, 0x7f], SampleFile.Encode([-1f, 1f, 0.5f, 2f], "ci16_le"));

    [Fact]
    public void Bytes_are_centred_between_127_and_128() =>
        Assert.Equal([0, 255, 128, 255, 0], SampleFile.Encode([-1f, 1f, 0.001f, 2f, -2f], "cu8"));

    [Fact]
    public void Another_datatype_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => SampleFile.Encode([0f, 0f], "cf64_le"));
}
