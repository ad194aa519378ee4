using Heimdall.Extractor.Iq;

namespace Heimdall.Tests.Extractor.Iq;

public sealed class NpySamplesTests
{
    [Theory]
    [InlineData("<c8", "cf32_le", 1)]
    [InlineData(">c8", "cf32_be", 1)]
    [InlineData("<c16", "cf64_le", 2)]
    [InlineData(">c16", "cf64_be", 3)]
    public async Task Complex_arrays_come_back_as_they_were_written(string descr, string datatype, int version)
    {
        var components = IqFiles.Components(3000);
        var bytes = IqFiles.Npy(descr, "(3000,)", IqFiles.Raw(datatype, components), version);
        Assert.Equal(components, await IqFiles.ReadAllAsync(IqFiles.Source("npy", bytes, totalBytes: bytes.Length, mostBytesPerRead: 777)));
        Assert.Equal(components, await IqFiles.ReadAllAsync(IqFiles.Source("npy", bytes)));
    }

    [Theory]
    [InlineData("<f4", "(2000,)", IqDataError.DatatypeMismatch, "'<f4'")]
    [InlineData("|u1", "(16000,)", IqDataError.DatatypeMismatch, "'|u1'")]
    [InlineData("<c8", "(2, 1000)", IqDataError.DatatypeMismatch, "(2, 1000)")]
    [InlineData("<c8", "()", IqDataError.DatatypeMismatch, "one dimension")]
    [InlineData("<c8", "(many,)", IqDataError.BadHeader, "'many'")]
    [InlineData("<c8", "(99999999999999999999,)", IqDataError.BadHeader, "99999999999999999999")]
    [InlineData("<c8", "(2001,)", IqDataError.Truncated, "expected 2001 samples")]
    [InlineData("<c8", "(1999,)", IqDataError.BadHeader, "8 bytes follow")]
    internal async Task An_array_that_is_not_what_it_should_be_is_refused(string descr, string shape, IqDataError code, string finding)
    {
        var bytes = IqFiles.Npy(descr, shape, new byte[16000]);
        foreach (var total in new long?[] { null, bytes.Length })
        {
            var failure = await IqFiles.FailsAsync(IqFiles.Source("npy", bytes, totalBytes: total));
            Assert.Equal(code, failure.Code);
            Assert.Contains(finding, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_header_that_is_none_is_refused()
    {
        var good = IqFiles.Npy("<c8", "(2000,)", new byte[16000]);
        byte[] wrongVersion = [.. good[..6], 9, .. good[7..]];
        byte[] tooLong = [.. good[..6], 2, 0, 0xFF, 0xFF, 0xFF, 0x7F, .. good[12..]];
        byte[] noShape = [.. good[..10], .. Enumerable.Repeat((byte)' ', 118), .. good[128..]];
        foreach (var bytes in new[] { wrongVersion, tooLong, noShape, "no array at all, but long enough"u8.ToArray() })
        {
            Assert.Equal(IqDataError.BadHeader, (await IqFiles.FailsAsync(IqFiles.Source("npy", bytes))).Code);
        }
    }

    [Fact]
    public async Task A_file_cut_anywhere_is_truncated()
    {
        var bytes = IqFiles.Npy("<c8", "(1100,)", new byte[8800]);
        for (var length = 0; length < bytes.Length; length += length < 200 ? 1 : 97)
        {
            Assert.Equal(IqDataError.Truncated, (await IqFiles.FailsAsync(IqFiles.Source("npy", bytes[..length]))).Code);
        }
    }
}
