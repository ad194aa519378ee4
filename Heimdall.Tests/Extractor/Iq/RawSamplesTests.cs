using Heimdall.Extractor.Iq;

namespace Heimdall.Tests.Extractor.Iq;

public sealed class RawSamplesTests
{
    [Theory]
    [InlineData("cf32_le", 8 * 2000 + 4)]
    [InlineData("ci16_be", 4 * 2000 + 1)]
    [InlineData("cu8", 2 * 2000 + 1)]
    public async Task A_sample_cut_in_two_is_an_odd_byte_count(string datatype, int count)
    {
        foreach (var total in new long?[] { null, count })
        {
            var failure = await IqFiles.FailsAsync(IqFiles.Source(datatype, new byte[count], totalBytes: total));
            Assert.Equal(IqDataError.OddByteCount, failure.Code);
            Assert.Contains($"{count} bytes", failure.Message, StringComparison.Ordinal);
            Assert.StartsWith("Invalid IQ data format: ", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    public async Task Fewer_than_1024_samples_are_too_short(int samples)
    {
        var failure = await IqFiles.FailsAsync(IqFiles.Source("cf32_le", new byte[8 * samples]));
        Assert.Equal(IqDataError.TooShort, failure.Code);
        Assert.Equal($"Invalid IQ data format: {samples} samples, at least 1024 are needed", failure.Message);
    }

    [Fact]
    public async Task Exactly_1024_samples_are_enough() =>
        Assert.Equal(2048, (await IqFiles.ReadAllAsync(IqFiles.Source("cf32_le", new byte[8 * 1024]))).Length);

    [Fact]
    public async Task An_object_shorter_than_its_size_is_truncated()
    {
        var failure = await IqFiles.FailsAsync(IqFiles.Source("cf32_le", new byte[8 * 2000], totalBytes: 8 * 4000));
        Assert.Equal(IqDataError.Truncated, failure.Code);
        Assert.Contains("ends at byte 16000, expected 32000 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1.0001e9f)]
    [InlineData(-2e9f)]
    public async Task A_component_that_is_no_level_is_named_by_its_sample(float value)
    {
        foreach (var at in new[] { 0, 1, 2 * 1500, (2 * 1500) + 1, (2 * 9999) + 1 })
        {
            var components = IqFiles.Components(10_000);
            components[at] = value;
            var failure = await IqFiles.FailsAsync(IqFiles.Source("cf32_le", IqFiles.Raw("cf32_le", components)));
            Assert.Equal(IqDataError.NotFinite, failure.Code);
            Assert.Contains($"{(at % 2 == 0 ? 'I' : 'Q')} of sample {at / 2} is ", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_largest_component_is_allowed()
    {
        var components = IqFiles.Components(2000);
        components[100] = -1e9f;
        Assert.Equal(components, await IqFiles.ReadAllAsync(IqFiles.Source("cf32_le", IqFiles.Raw("cf32_le", components))));
    }

    [Fact]
    public async Task A_double_beyond_float32_is_not_finite()
    {
        var bytes = new byte[16 * 2000];
        BitConverter.TryWriteBytes(bytes.AsSpan((16 * 77) + 8), 1e300);
        var failure = await IqFiles.FailsAsync(IqFiles.Source("cf64_le", bytes));
        Assert.Equal(IqDataError.NotFinite, failure.Code);
        Assert.Contains("Q of sample 77 is Infinity", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Containers_declared_as_samples_are_recognised()
    {
        var wav = IqFiles.Wav(1, 16, 48000, new byte[8000]);
        var npy = IqFiles.Npy("<c8", "(2000,)", new byte[16000]);
        foreach (var (bytes, format) in new[] { (wav, "WAVE"), (npy, "NumPy") })
        {
            var failure = await IqFiles.FailsAsync(IqFiles.Source("cf32_le", bytes));
            Assert.Equal(IqDataError.DatatypeMismatch, failure.Code);
            Assert.Contains(format, failure.Message, StringComparison.Ordinal);
            Assert.Contains("declared as cf32_le", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Silence_is_no_error() =>
        Assert.All(await IqFiles.ReadAllAsync(IqFiles.Source("ci16_le", new byte[4 * 2000])), value => Assert.Equal(0, value));
}
