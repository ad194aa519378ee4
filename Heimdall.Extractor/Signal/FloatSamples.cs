using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// A chunk's samples as float32 for the few computations that are done in plain float64, made when the first of them asks. One instance
/// serves one thread.
/// </summary>
internal sealed class FloatSamples
{
    private float[] _copy = [];
    private bool _isMade;

    /// <summary>The next chunk is another one.</summary>
    public void Forget() => _isMade = false;

    /// <summary>I and Q in turn. Shape [2·N].</summary>
    /// <param name="samples">The same since <see cref="Forget"/>.</param>
    public ReadOnlySpan<float> Of(WrittenSamples samples)
    {
        if (samples.Form == SampleForm.Float32)
        {
            return MemoryMarshal.Cast<byte, float>(samples.Bytes);
        }

        if (_copy.Length < 2 * samples.Count)
        {
            _copy = new float[2 * samples.Count];
        }

        var copy = _copy.AsSpan(0, 2 * samples.Count);
        if (!_isMade)
        {
            samples.CopyTo(copy);
            _isMade = true;
        }

        return copy;
    }
}
