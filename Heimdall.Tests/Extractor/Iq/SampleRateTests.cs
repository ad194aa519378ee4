using Heimdall.Extractor.Iq;

namespace Heimdall.Tests.Extractor.Iq;

public sealed class SampleRateTests
{
    [Theory]
    [InlineData(48000.0, null, null, 48000, 48000, "declared")]
    [InlineData(null, 12001.0, null, 12001, 12001, "header")]
    [InlineData(12001.2, 12001.0, null, 12001.2, 12001, "declared")]
    [InlineData(null, 11999.0, 11999.024, 11999.024, 11999, "gnss")]
    [InlineData(12000.0, 11999.0, 11999.024, 11999.024, 11999, "gnss")]
    public void Measured_comes_before_declared_before_header(
        double? declaredHz, double? headerHz, double? gnssHz, double trueHz, double nominalHz, string source)
    {
        var rate = SampleRate.Resolve(declaredHz, headerHz, gnssHz);
        Assert.Equal((trueHz, nominalHz, source), (rate.TrueHz, rate.NominalHz, rate.SourceName));
    }

    [Theory]
    [InlineData(null, null, null, "no sample rate is declared")]
    [InlineData(0.0, null, null, "0 Hz")]
    [InlineData(-1.0, null, null, "-1 Hz")]
    [InlineData(double.NaN, null, null, "NaN Hz")]
    [InlineData(double.PositiveInfinity, null, null, "Infinity Hz")]
    [InlineData(200_000_001.0, null, null, "200000001 Hz")]
    [InlineData(48000.0, 44100.0, null, "declared sample rate is 48000 Hz, but the file's header says 44100 Hz")]
    [InlineData(12000.0, 11980.0, null, "11980 Hz")]
    [InlineData(20250.0, 12000.0, 12000.1, "time stamps give 12000.1 Hz")]
    [InlineData(null, 12000.0, 20250.0, "time stamps give 20250 Hz")]
    public void A_rate_that_contradicts_the_file_is_a_mismatch(double? declaredHz, double? headerHz, double? gnssHz, string finding)
    {
        var failure = Assert.Throws<IqDataException>(() => SampleRate.Resolve(declaredHz, headerHz, gnssHz));
        Assert.Equal(IqDataError.SampleRateMismatch, failure.Code);
        Assert.Contains(finding, failure.Message, StringComparison.Ordinal);
    }
}
