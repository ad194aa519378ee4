namespace Heimdall.Extractor.Features.RfWaterfall;

/// <summary>What a chunk looks like, of any length.</summary>
internal sealed class ChunkSketch
{
    public const int EnvelopeParts = 256;

    public const int Points = 512;

    private readonly float[] _envelopeMin = new float[EnvelopeParts];
    private readonly float[] _envelopeMax = new float[EnvelopeParts];
    private readonly float[] _i = new float[Points];
    private readonly float[] _q = new float[Points];
    private readonly double[] _powers = new double[WaterfallPainter.Bins];

    /// <summary>Samples of the recording before the chunk.</summary>
    public long StartSample { get; private set; }

    /// <summary>N.</summary>
    public int Samples { get; private set; }

    /// <summary>Mean power within each bin over the chunk's ⌊N/512⌋ whole segments, linear, DC in the middle. Shape [512].</summary>
    public ReadOnlySpan<double> Powers => _powers;

    /// <summary>The smallest amplitude of each of 256 equal parts. Shape [256].</summary>
    public ReadOnlySpan<float> EnvelopeMin => _envelopeMin;

    /// <summary>The largest. Shape [256].</summary>
    public ReadOnlySpan<float> EnvelopeMax => _envelopeMax;

    /// <summary>I of samples ⌊k·N/512⌋. Shape [512].</summary>
    public ReadOnlySpan<float> I => _i;

    /// <summary>Q of the same samples. Shape [512].</summary>
    public ReadOnlySpan<float> Q => _q;

    /// <summary>Draws a chunk.</summary>
    /// <param name="startSample">Samples of the recording before it.</param>
    /// <param name="interleaved">I and Q in turn, full scale 1. Shape [2·N], N ≥ 512.</param>
    /// <param name="rows">The spectra of its whole segments. Shape [⌊N/512⌋, 512].</param>
    public void Draw(long startSample, ReadOnlySpan<float> interleaved, ReadOnlySpan<float> rows)
    {
        (StartSample, Samples) = (startSample, interleaved.Length / 2);
        DrawSpectrum(rows);
        DrawEnvelope(interleaved);
        for (var k = 0; k < Points; k++)
        {
            var n = (int)((long)k * Samples / Points);
            (_i[k], _q[k]) = (interleaved[2 * n], interleaved[(2 * n) + 1]);
        }
    }

    private void DrawSpectrum(ReadOnlySpan<float> rows)
    {
        _powers.AsSpan().Clear();
        var count = rows.Length / _powers.Length;
        for (var row = 0; row < count; row++)
        {
            var powers = rows.Slice(row * _powers.Length, _powers.Length);
            for (var bin = 0; bin < powers.Length; bin++)
            {
                _powers[bin] += powers[bin];
            }
        }

        for (var bin = 0; bin < _powers.Length; bin++)
        {
            _powers[bin] /= count;
        }
    }

    private void DrawEnvelope(ReadOnlySpan<float> interleaved)
    {
        for (var part = 0; part < EnvelopeParts; part++)
        {
            var (from, to) = ((int)((long)part * Samples / EnvelopeParts), (int)((long)(part + 1) * Samples / EnvelopeParts));
            var (smallest, largest) = (double.MaxValue, 0.0);
            for (var n = from; n < to; n++)
            {
                double i = interleaved[2 * n], q = interleaved[(2 * n) + 1];
                var power = (i * i) + (q * q);
                smallest = Math.Min(smallest, power);
                largest = Math.Max(largest, power);
            }

            (_envelopeMin[part], _envelopeMax[part]) = ((float)Math.Sqrt(smallest), (float)Math.Sqrt(largest));
        }
    }
}
