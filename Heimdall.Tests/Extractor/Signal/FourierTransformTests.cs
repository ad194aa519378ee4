using System.Numerics;
using Heimdall.Extractor.Signal;
using MathNet.Numerics.IntegralTransforms;

namespace Heimdall.Tests.Extractor.Signal;

public sealed class FourierTransformTests
{
    public static TheoryData<int> Lengths => [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Tone_at_bin_k_puts_all_power_in_bin_k(int length)
    {
        foreach (var k in new[] { 0, 1, length / 2, length - 1 })
        {
            var x = Enumerable.Range(0, length).Select(n => Complex.FromPolarCoordinates(1, 2 * Math.PI * k * n / length)).ToArray();
            var transformed = Forward(x);
            for (var bin = 0; bin < length; bin++)
            {
                Assert.Equal(bin == k ? length : 0, transformed[bin].Magnitude, 1e-10 * length);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Equals_an_independent_transform(int length)
    {
        var x = Noise(length);
        var reference = x.ToArray();
        Fourier.Forward(reference, FourierOptions.AsymmetricScaling);
        foreach (var (got, wanted) in Forward(x).Zip(reference))
        {
            Assert.Equal(0, (got - wanted).Magnitude, 1e-12 * length);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Power_is_the_same_in_time_and_frequency(int length)
    {
        var x = Noise(length);
        var inTime = x.Sum(value => value.Magnitude * value.Magnitude);
        var inFrequency = Forward(x).Sum(value => value.Magnitude * value.Magnitude) / length;
        Assert.Equal(1, inFrequency / inTime, 1e-13);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_inverse_undoes_the_transform(int length)
    {
        var x = Noise(length);
        var (real, imaginary) = (x.Select(v => v.Real).ToArray(), x.Select(v => v.Imaginary).ToArray());
        var transform = new FourierTransform(length);
        transform.Forward(real, imaginary);
        transform.Inverse(real, imaginary);
        for (var n = 0; n < length; n++)
        {
            Assert.Equal(x[n].Real, real[n], 1e-13);
            Assert.Equal(x[n].Imaginary, imaginary[n], 1e-13);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(96)]
    public void Lengths_that_are_no_power_of_two_are_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FourierTransform(length));

    [Fact]
    public void Spans_of_another_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => new FourierTransform(64).Forward(new double[64], new double[65]));

    private static Complex[] Noise(int length)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Select(_ => new Complex(random.NextDouble() - 0.5, random.NextDouble() - 0.5))];
    }

    private static Complex[] Forward(Complex[] x)
    {
        var (real, imaginary) = (x.Select(v => v.Real).ToArray(), x.Select(v => v.Imaginary).ToArray());
        new FourierTransform(x.Length).Forward(real, imaginary);
        return [.. real.Zip(imaginary, (re, im) => new Complex(re, im))];
    }
}
