namespace Heimdall.Tests.Extractor.Iq;

public sealed class ComponentBytesTests
{
    [Theory]
    [InlineData("cf32_le", 0)]
    [InlineData("cf32_be", 0)]
    [InlineData("cf64_le", 0)]
    [InlineData("cf64_be", 0)]
    [InlineData("ci32_le", 1e-7)]
    [InlineData("ci32_be", 1e-7)]
    [InlineData("ci16_le", 1 / 20000.0)]
    [InlineData("ci16_be", 1 / 20000.0)]
    [InlineData("ci8", 1 / 80.0)]
    [InlineData("cu16_le", 1 / 60000.0)]
    [InlineData("cu16_be", 1 / 60000.0)]
    [InlineData("cu8", 1 / 250.0)]
    public async Task Samples_come_back_as_they_were_written(string datatype, double quantum)
    {
        var components = IqFiles.Components(5000);
        var read = await IqFiles.ReadAllAsync(IqFiles.Source(datatype, IqFiles.Raw(datatype, components), mostBytesPerRead: 1237));
        Assert.Equal(components.Length, read.Length);
        for (var n = 0; n < read.Length; n++)
        {
            Assert.Equal(components[n], read[n], quantum);
        }
    }

    [Theory]
    [InlineData("ci8", new byte[] { 0x80, 0x7F }, -1f, 127 / 128f)]
    [InlineData("cu8", new byte[] { 0x00, 0xFF }, -1f, 1f)]
    [InlineData("ci16_le", new byte[] { 0x00, 0x80, 0xFF, 0x7F }, -1f, 32767 / 32768f)]
    [InlineData("ci16_be", new byte[] { 0x80, 0x00, 0x7F, 0xFF }, -1f, 32767 / 32768f)]
    [InlineData("cu16_be", new byte[] { 0x00, 0x00, 0xFF, 0xFF }, -1f, 1f)]
    [InlineData("ci32_be", new byte[] { 0x80, 0, 0, 0, 0x40, 0, 0, 0 }, -1f, 0.5f)]
    [InlineData("cf32_be", new byte[] { 0xBF, 0x80, 0, 0, 0x3F, 0x80, 0, 0 }, -1f, 1f)]
    [InlineData("cf64_be", new byte[] { 0xBF, 0xF0, 0, 0, 0, 0, 0, 0, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0 }, -1f, 1f)]
    public async Task Full_scale_is_one(string datatype, byte[] sample, float i, float q)
    {
        var bytes = Enumerable.Repeat(sample, 1024).SelectMany(b => b).ToArray();
        var read = await IqFiles.ReadAllAsync(IqFiles.Source(datatype, bytes));
        Assert.Equal(2048, read.Length);
        Assert.All(Enumerable.Range(0, 1024), n => Assert.Equal((i, q), (read[2 * n], read[(2 * n) + 1])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public async Task The_callers_buffer_does_not_matter(int bufferSamples)
    {
        var components = IqFiles.Components(9001);
        var source = IqFiles.Source("cf32_le", IqFiles.Raw("cf32_le", components), mostBytesPerRead: 999);
        Assert.Equal(components, await IqFiles.ReadAllAsync(source, bufferSamples));
    }
}
