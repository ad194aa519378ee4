using Heimdall.Extractor.Iq;

namespace Heimdall.Tests.Extractor.Iq;

public sealed class WavSamplesTests
{
    [Theory]
    [InlineData(1, 8, "wav8", 1 / 80.0)]
    [InlineData(1, 16, "ci16", 1 / 20000.0)]
    [InlineData(1, 24, "ci24", 1e-6)]
    [InlineData(1, 32, "ci32", 1e-6)]
    [InlineData(3, 32, "cf32", 0)]
    [InlineData(3, 64, "cf64", 0)]
    public async Task Two_channels_come_back_as_I_and_Q(int formatTag, int bits, string kind, double quantum)
    {
        var components = IqFiles.Components(3001);
        var bytes = IqFiles.Wav(formatTag, bits, 48000, IqFiles.Raw(kind, components));
        var read = await IqFiles.ReadAllAsync(IqFiles.Source("wav", bytes, totalBytes: bytes.Length, mostBytesPerRead: 501));
        Assert.Equal(components.Length, read.Length);
        Assert.All(Enumerable.Range(0, read.Length), n => Assert.Equal(components[n], read[n], quantum));
    }

    [Fact]
    public async Task Full_scale_of_16_bit_is_32768_and_of_8_bit_128()
    {
        var words = await IqFiles.ReadAllAsync(IqFiles.Source("wav", IqFiles.Wav(1, 16, 48000, [.. Enumerable.Repeat(new byte[] { 0, 0x80, 0, 0x40 }, 1024).SelectMany(b => b)])));
        Assert.Equal((-1f, 0.5f), (words[0], words[1]));
        var bytes = await IqFiles.ReadAllAsync(IqFiles.Source("wav", IqFiles.Wav(1, 8, 48000, [.. Enumerable.Repeat(new byte[] { 0, 192 }, 1024).SelectMany(b => b)])));
        Assert.Equal((-1f, 0.5f), (bytes[0], bytes[1]));
    }

    [Fact]
    public async Task The_extensible_format_is_read_and_other_chunks_are_passed_over()
    {
        var components = IqFiles.Components(2000);
        byte[] subFormat = [3, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        byte[] format = [.. IqFiles.Format(0xFFFE, 32, 48000), 22, 0, 32, 0, 3, 0, 0, 0, .. subFormat];
        var bytes = IqFiles.Riff(
        [
            .. IqFiles.Chunk("LIST", "odd"u8.ToArray()), .. IqFiles.Chunk("fmt ", format), .. IqFiles.Chunk("auxi", new byte[164]),
            .. IqFiles.Chunk("data", IqFiles.Raw("cf32", components)), .. IqFiles.Chunk("id3 ", new byte[31]),
        ]);
        Assert.Equal(components, await IqFiles.ReadAllAsync(IqFiles.Source("wav", bytes)));
    }

    [Fact]
    public async Task Every_byte_is_read_so_that_a_hash_over_the_stream_is_whole()
    {
        var file = IqFiles.Wav(1, 16, 48000, new byte[8000]);
        var stream = new MemoryStream([.. file, .. "ID3 and a tail that some program appended"u8]);
        var source = new IqSource(IqFiles.Datatype("wav"), null, null, _ => Task.FromResult<Stream>(stream));
        await using var reader = await IqReader.OpenAsync(source, CancellationToken.None);
        Assert.Equal(4000, (await IqFiles.ReadAllAsync(reader)).Length);
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public async Task A_recorder_that_was_killed_leaves_a_size_too_small_and_all_samples_are_read()
    {
        var components = IqFiles.Components(4000);
        var data = IqFiles.Raw("ci16", components);
        byte[] chunks = [.. IqFiles.Chunk("fmt ", IqFiles.Format(1, 16, 12000)), .. IqFiles.Chunk("data", data[..8192]), .. IqFiles.Chunk("data", data[8192..])];
        byte[] bytes = [.. "RIFF"u8, .. IqFiles.UInt32(92), .. "WAVE"u8, .. chunks];
        Assert.Equal(components.Length, (await IqFiles.ReadAllAsync(IqFiles.Source("wav", bytes, sampleRateHz: null))).Length);
    }

    [Theory]
    [InlineData(1, 16, 1, IqDataError.DatatypeMismatch, "1 channel(s)")]
    [InlineData(1, 16, 4, IqDataError.DatatypeMismatch, "4 channel(s)")]
    [InlineData(6, 8, 2, IqDataError.DatatypeMismatch, "format is 6 with 8 bit")]
    [InlineData(1, 12, 2, IqDataError.DatatypeMismatch, "format is 1 with 12 bit")]
    [InlineData(0xFFFE, 16, 2, IqDataError.DatatypeMismatch, "format is 65534")]
    internal async Task Samples_of_another_kind_are_refused(int formatTag, int bits, int channels, IqDataError code, string finding)
    {
        var failure = await IqFiles.FailsAsync(IqFiles.Source("wav", IqFiles.Wav(formatTag, bits, 48000, new byte[9600], channels)));
        Assert.Equal(code, failure.Code);
        Assert.Contains(finding, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_is_none_is_refused()
    {
        var format = IqFiles.Chunk("fmt ", IqFiles.Format(1, 16, 48000));
        var data = IqFiles.Chunk("data", new byte[8000]);
        byte[] unknownData = [.. "data"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[8000]];
        byte[] wrongBlock = [.. IqFiles.Format(1, 16, 48000)[..12], 6, 0, 16, 0];
        var file = IqFiles.Riff([.. format, .. data]);
        (string What, byte[] Bytes)[] files =
        [
            ("RF64", [.. "RF64"u8, .. file[4..]]),
            ("AVI", [.. file[..8], .. "AVI "u8, .. file[12..]]),
            ("npy", IqFiles.Npy("<c8", "(2000,)", new byte[16000])),
            ("size of 0", [.. file[..4], 0, 0, 0, 0, .. file[8..]]),
            ("size unknown", [.. file[..4], 0xFF, 0xFF, 0xFF, 0xFF, .. file[8..]]),
            ("data of unknown size", IqFiles.Riff([.. format, .. unknownData])),
            ("data before fmt", IqFiles.Riff([.. data, .. format])),
            ("no data", IqFiles.Riff(format)),
            ("short fmt", IqFiles.Riff([.. IqFiles.Chunk("fmt ", new byte[14]), .. data])),
            ("wrong block", IqFiles.Riff([.. IqFiles.Chunk("fmt ", wrongBlock), .. data])),
            ("no chunk", IqFiles.Riff([.. format, .. new byte[16], .. data])),
            ("rate of 0", IqFiles.Wav(1, 16, 0, new byte[8000])),
            ("rate of 4 GHz", IqFiles.Wav(1, 16, 4_000_000_000, new byte[8000])),
        ];
        foreach (var (what, bytes) in files)
        {
            var failure = await IqFiles.FailsAsync(IqFiles.Source("wav", bytes));
            Assert.True(failure.Code == IqDataError.BadHeader, $"{what}: {failure.Code}, {failure.Message}");
        }
    }

    [Fact]
    public async Task Data_that_ends_within_a_sample_is_an_odd_byte_count()
    {
        var failure = await IqFiles.FailsAsync(IqFiles.Source("wav", IqFiles.Wav(1, 16, 48000, new byte[8002])));
        Assert.Equal(IqDataError.OddByteCount, failure.Code);
    }

    [Fact]
    public async Task Fewer_than_1024_samples_are_too_short()
    {
        var failure = await IqFiles.FailsAsync(IqFiles.Source("wav", IqFiles.Wav(1, 16, 48000, new byte[4 * 1023])));
        Assert.Equal(IqDataError.TooShort, failure.Code);
    }

    [Fact]
    public async Task A_file_cut_at_any_byte_is_truncated()
    {
        var bytes = IqFiles.Wav(1, 16, 48000, new byte[4 * 1100]);
        for (var length = 0; length < bytes.Length; length += length < 200 ? 1 : 13)
        {
            foreach (var total in new long?[] { null, length, bytes.Length })
            {
                Assert.Equal(IqDataError.Truncated, (await IqFiles.FailsAsync(IqFiles.Source("wav", bytes[..length], totalBytes: total))).Code);
            }
        }
    }
}
