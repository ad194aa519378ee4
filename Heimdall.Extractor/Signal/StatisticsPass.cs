using System.Runtime.InteropServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>Computes the statistics of chunks. One instance serves one thread and allocates nothing once it has seen the longest chunk.</summary>
internal abstract class StatisticsPass
{
    /// <summary>The widest that this machine has.</summary>
    public static StatisticsPass Widest(SampleForm form = SampleForm.Float32) => LaneWidth.Widest switch
    {
        16 => For<Lanes512>(form),
        8 => For<Lanes256>(form),
        4 => For<Lanes128>(form),
        _ => For<Lanes1>(form),
    };

    /// <summary>With a width of lanes of one's own choice.</summary>
    public static StatisticsPass For<T>(SampleForm form)
        where T : unmanaged, ILanes<T> => form switch
        {
            SampleForm.Float32 => new StatisticsPass<T, Float32Form>(),
            SampleForm.Float64 => new StatisticsPass<T, Float64Form>(),
            SampleForm.Int32 => new StatisticsPass<T, Int32Form>(),
            SampleForm.Int16 => new StatisticsPass<T, Int16Form>(),
            SampleForm.Int8 => new StatisticsPass<T, Int8Form>(),
            SampleForm.UInt16 => new StatisticsPass<T, UInt16Form>(),
            SampleForm.UInt8 => new StatisticsPass<T, UInt8Form>(),
            SampleForm.OffsetUInt8 => new StatisticsPass<T, OffsetUInt8Form>(),
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "Not a form of samples."),
        };

    /// <summary>The statistics of a chunk.</summary>
    /// <param name="samples">All finite, two or more, in the form that this was made for.</param>
    /// <param name="floats">The same, for what float32 cannot decide.</param>
    public abstract ChunkStatistics Measure(WrittenSamples samples, FloatSamples floats);
}

/// <summary>
/// A chunk in blocks that stay in the first cache. One look computes per sample, a second per block the powers of the differences from the
/// block's own mean. All is done at a scale, a power of two, at which no square or fourth power leaves float32: full scale is near 1,
/// unless the chunk is so soft or loud that its own largest component must be. What float32 cannot decide is done again in float64.
/// </summary>
internal sealed unsafe class StatisticsPass<T, TForm> : StatisticsPass
    where T : unmanaged, ILanes<T>
    where TForm : struct, ISampleForm
{
    private const int LargestExponent = 126;

    /// <summary>
    /// A chunk whose largest component, full scale near 1, lies outside is measured again at a scale of its own. No magnitude may come near
    /// <see cref="BlockBuffers.NoStep"/>.
    /// </summary>
    private const float Loudest = 256;
    private const float Softest = 1f / 4096;

    /// <summary>Products below, of components up to 1, may have lost digits.</summary>
    private const float LeastProduct = 1e-30f;

    /// <summary>Of P: below, float32 sums do not tell |mean x|² from rounding.</summary>
    private const double LeastDcShare = 1e-8;

    /// <summary>Of P: a smaller variance of |x| is near the rounding of float32.</summary>
    private const double LeastVarianceShare = 1e-8;

    /// <summary>In rad²: a smaller variance of the steps is.</summary>
    private const double LeastStepVariance = 1e-10;

    /// <summary>Of the power: a smaller sum of products is the difference of rounded sums.</summary>
    private const double LeastCorrelation = 1e-5;

    /// <summary>What a lane adds up in float32 before it goes to float64.</summary>
    private const int SamplesPerLane = 128;

    /// <summary>The more lanes there are the longer is a block, and the more seldom are sums folded and blocks joined.</summary>
    private static int BlockSamples => Math.Min(SamplesPerLane * T.Count, BlockBuffers.Samples);

    private readonly AlignedFloats _memory = new(BlockBuffers.Floats);
    private readonly BlockBuffers _buffers;
    private ComponentExtremes[] _blocks = [];

    public StatisticsPass() => _buffers = new BlockBuffers(_memory);

    /// <inheritdoc/>
    public override ChunkStatistics Measure(WrittenSamples samples, FloatSamples floats)
    {
        if (samples.Form != TForm.Form)
        {
            throw new ArgumentException($"{samples.Form} where {TForm.Form} was expected.", nameof(samples));
        }

        var blocks = (samples.Count + BlockSamples - 1) / BlockSamples;
        if (_blocks.Length < blocks)
        {
            _blocks = new ComponentExtremes[blocks];
        }

        fixed (byte* first = samples.Bytes)
        {
            // Full scale at 1…2.
            var scale = (float)Math.ScaleB(1, -Math.ILogB(WrittenSamples.FullScale(TForm.Form)));
            var sums = Add(first, samples.Count, scale);
            var largest = sums.Extremes.LargestMagnitude;
            if (largest == 0)
            {
                return default;
            }

            if (!(largest is >= Softest and <= Loudest))
            {
                scale = ScaleOf(samples, floats);
                sums = Add(first, samples.Count, scale);
            }

            return Finish(first, samples, floats, scale, ref sums);
        }
    }

    /// <summary>The power of two that takes the largest component to ½…1.</summary>
    private static float ScaleOf(WrittenSamples samples, FloatSamples floats)
    {
        var largest = 0f;
        foreach (var component in floats.Of(samples))
        {
            largest = Math.Max(largest, Math.Abs(component));
        }

        var exponent = Math.ILogB(largest) + Math.ILogB(WrittenSamples.FullScale(samples.Form));
        return (float)Math.ScaleB(1, Math.Min(LargestExponent, -1 - exponent));
    }

    private ChunkSums Add(byte* samples, int count, float scale)
    {
        var sums = new ChunkSums { Extremes = ComponentExtremes.None };
        for (var start = 0; start < count; start += BlockSamples)
        {
            var block = samples + (2 * TForm.BytesPerComponent * start);
            var length = Math.Min(BlockSamples, count - start);
            ref var extremes = ref _blocks[start / BlockSamples];
            extremes = AddLevels(block, length, scale, ref sums.Levels, ref sums.Magnitude);
            sums.Extremes = sums.Extremes.With(extremes);
            var first = start == 0 ? 1 : 0;
            AddSteps(first, length, ref sums.Steps, ref sums.PhaseSteps);
            if (sums.Steps.Missing > 0 || (start == 0 && _buffers.I[0] == 0 && _buffers.Q[0] == 0))
            {
                sums.IsDoubtful |= CountZeros(block, first, length, ref sums.Zeros) != sums.Steps.Missing;
            }

            _buffers.KeepLast(length);
        }

        return sums;
    }

    private ChunkStatistics Finish(byte* first, WrittenSamples samples, FloatSamples floats, float scale, ref ChunkSums sums)
    {
        var (count, levels, steps) = (samples.Count, sums.Levels, sums.Steps);
        var fullScale = scale * WrittenSamples.FullScale(TForm.Form);
        var power = fullScale * fullScale;
        var meanPower = levels.Power / count;
        var dcPower = ((levels.I * levels.I) + (levels.Q * levels.Q)) / count / count;
        var (phaseSteps, lag1Radians) = (sums.PhaseSteps, Math.Atan2(steps.Imaginary, steps.Real));
        var correlation = Math.Max(Math.Abs(steps.Real), Math.Abs(steps.Imaginary));
        if (sums.IsDoubtful || correlation < LeastCorrelation * levels.Power || phaseSteps.Variance < LeastStepVariance)
        {
            (phaseSteps, lag1Radians) = ExactStatistics.PhaseSteps(floats.Of(samples));
        }

        return new ChunkStatistics(
            scale,
            fullScale,
            meanPower / power,
            levels.Peak / power,
            dcPower < LeastDcShare * meanPower ? ExactStatistics.DcPower(floats.Of(samples)) : dcPower / power,
            (double)CountAtRails(first, count, scale, sums.Extremes.Rails()) / count,
            (double)sums.Zeros / count,
            sums.Magnitude.Variance < LeastVarianceShare * meanPower
                ? ExactStatistics.Magnitude(floats.Of(samples))
                : sums.Magnitude.Times(1 / fullScale),
            phaseSteps,
            lag1Radians,
            steps.Crossings);
    }

    private ComponentExtremes AddLevels(byte* block, int length, float scale, ref LevelSums levels, ref RunningMoments magnitude)
    {
        var whole = Whole(0, length);
        var extremes = ComponentExtremes.None;
        levels.Magnitude = 0;
        StatisticsKernel<T>.Levels<TForm>(block, 0, whole, scale, _buffers, ref levels, ref extremes);
        StatisticsKernel<Lanes1>.Levels<TForm>(block, whole, length, scale, _buffers, ref levels, ref extremes);
        AddMoments(_buffers.Values, 0, length, length, levels.Magnitude, ref magnitude);
        return extremes;
    }

    private void AddSteps(int first, int length, ref StepSums steps, ref RunningMoments moments)
    {
        var whole = Whole(first, length);
        (steps.Step, steps.Missing) = (0, 0);
        StatisticsKernel<T>.PhaseSteps(first, whole, LeastProduct, _buffers, ref steps);
        StatisticsKernel<Lanes1>.PhaseSteps(whole, length, LeastProduct, _buffers, ref steps);
        if (steps.Missing > 0)
        {
            length = first + _buffers.DropMissing(first, length);
        }

        AddMoments(_buffers.Values, first, length, length - first, steps.Step, ref moments);
    }

    private static void AddMoments(float* values, int from, int to, int count, double sum, ref RunningMoments moments)
    {
        var pilot = count == 0 ? 0 : (float)(sum / count);
        var whole = Whole(from, to);
        var sums = new MomentSums();
        StatisticsKernel<T>.Moments(values, from, whole, pilot, ref sums);
        StatisticsKernel<Lanes1>.Moments(values, whole, to, pilot, ref sums);
        sums.AddTo(ref moments, count, pilot);
    }

    /// <summary>Adds the samples that are 0. Returns the products that are 0 for that reason.</summary>
    private static int CountZeros(byte* block, int first, int length, ref int zeros)
    {
        var products = 0;
        var whole = Whole(first, length);
        zeros += first == 1 && IsZero(block) ? 1 : 0;
        StatisticsKernel<T>.Zeros<TForm>(block, first, whole, ref zeros, ref products);
        StatisticsKernel<Lanes1>.Zeros<TForm>(block, whole, length, ref zeros, ref products);
        return products;
    }

    private static bool IsZero(byte* sample)
    {
        float i, q;
        TForm.Load<Lanes1>(sample, 0).Store(&i);
        TForm.Load<Lanes1>(sample, 1).Store(&q);
        return i == 0 && q == 0;
    }

    /// <summary>Only blocks whose own extremes are the chunk's are looked at.</summary>
    private int CountAtRails(byte* samples, int count, float scale, ComponentExtremes rails)
    {
        var atRails = 0;
        for (var start = 0; start < count; start += BlockSamples)
        {
            if (_blocks[start / BlockSamples].Touch(rails))
            {
                var block = samples + (2 * TForm.BytesPerComponent * start);
                var length = Math.Min(BlockSamples, count - start);
                var whole = Whole(0, length);
                StatisticsKernel<T>.Rails<TForm>(block, 0, whole, scale, rails, ref atRails);
                StatisticsKernel<Lanes1>.Rails<TForm>(block, whole, length, scale, rails, ref atRails);
            }
        }

        return atRails;
    }

    /// <summary>Where the last whole vector ends.</summary>
    private static int Whole(int from, int to) => from + ((to - from) / T.Count * T.Count);

    [StructLayout(LayoutKind.Auto)]
    private struct ChunkSums
    {
        public LevelSums Levels;
        public StepSums Steps;
        public RunningMoments Magnitude;
        public RunningMoments PhaseSteps;
        public ComponentExtremes Extremes;
        public int Zeros;
        public bool IsDoubtful;
    }
}
