using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>Computes the statistics of chunks. One instance serves one thread and allocates nothing once it has seen the longest chunk.</summary>
internal abstract class StatisticsPass
{
    /// <summary>The widest that this machine has.</summary>
    public static StatisticsPass Widest() => LaneWidth.Widest switch
    {
        16 => new StatisticsPass<Lanes512>(),
        8 => new StatisticsPass<Lanes256>(),
        4 => new StatisticsPass<Lanes128>(),
        _ => new StatisticsPass<Lanes1>(),
    };

    /// <summary>The statistics of a chunk.</summary>
    /// <param name="interleaved">I and Q in turn, all finite, two samples or more. Shape [2·N].</param>
    public abstract ChunkStatistics Measure(ReadOnlySpan<float> interleaved);
}

/// <summary>
/// A chunk in blocks that stay in the first cache. The first look finds the extremes, which give the scale: a power of two that takes the
/// largest component to about 1, so that no square or fourth power leaves float32. The second computes per sample, and per block
/// the powers of the differences from the block's own mean. What float32 cannot decide is done again in float64.
/// </summary>
internal sealed unsafe class StatisticsPass<T> : StatisticsPass
    where T : unmanaged, ILanes<T>
{
    private const int LargestExponent = 126;

    /// <summary>Products below, of components up to 1, may have lost digits.</summary>
    private const float LeastProduct = 1e-30f;

    /// <summary>Of P: below, float32 sums do not tell |mean x|² from rounding.</summary>
    private const double LeastDcShare = 1e-7;

    /// <summary>Of P: a smaller variance of |x| is near the rounding of float32.</summary>
    private const double LeastVarianceShare = 1e-8;

    /// <summary>In rad²: a smaller variance of the steps is.</summary>
    private const double LeastStepVariance = 1e-10;

    /// <summary>Of the power: a smaller sum of products is the difference of rounded sums.</summary>
    private const double LeastCorrelation = 1e-5;

    private readonly AlignedFloats _memory = new(BlockBuffers.Floats);
    private readonly BlockBuffers _buffers;
    private ComponentExtremes[] _blocks = [];

    public StatisticsPass() => _buffers = new BlockBuffers(_memory);

    /// <inheritdoc/>
    public override ChunkStatistics Measure(ReadOnlySpan<float> interleaved)
    {
        fixed (float* samples = interleaved)
        {
            return Measure(samples, interleaved.Length / 2, interleaved);
        }
    }

    private ChunkStatistics Measure(float* samples, int count, ReadOnlySpan<float> interleaved)
    {
        var extremes = FindExtremes(samples, count);
        if (extremes.LargestMagnitude == 0)
        {
            return default;
        }

        var scale = (float)Math.ScaleB(1, Math.Min(LargestExponent, -1 - Math.ILogB(extremes.LargestMagnitude)));
        var (levels, steps) = (new LevelSums(), new StepSums());
        var (magnitude, phaseSteps) = (new RunningMoments(), new RunningMoments());
        var (zeros, isDoubtful) = (0, false);
        for (var start = 0; start < count; start += BlockBuffers.Samples)
        {
            var block = samples + (2 * start);
            var length = Math.Min(BlockBuffers.Samples, count - start);
            AddLevels(block, length, scale, ref levels, ref magnitude);
            var first = start == 0 ? 1 : 0;
            AddSteps(first, length, ref steps, ref phaseSteps);
            if (steps.Missing > 0 || (start == 0 && samples[0] == 0 && samples[1] == 0))
            {
                isDoubtful |= CountZeros(block, first, length, ref zeros) != steps.Missing;
            }

            _buffers.KeepLast(length);
        }

        double power = (double)scale * scale;
        var meanPower = levels.Power / count;
        var dcPower = ((levels.I * levels.I) + (levels.Q * levels.Q)) / count / count;
        var lag1Radians = Math.Atan2(steps.Imaginary, steps.Real);
        var correlation = Math.Max(Math.Abs(steps.Real), Math.Abs(steps.Imaginary));
        isDoubtful |= correlation < LeastCorrelation * levels.Power || phaseSteps.Variance < LeastStepVariance;
        if (isDoubtful)
        {
            (phaseSteps, lag1Radians) = ExactStatistics.PhaseSteps(interleaved);
        }

        return new ChunkStatistics(
            scale,
            meanPower / power,
            levels.Peak / power,
            levels.SquaredPower / count / (power * power),
            dcPower < LeastDcShare * meanPower ? ExactStatistics.DcPower(interleaved) : dcPower / power,
            (double)CountAtRails(samples, count, extremes.Rails()) / count,
            (double)zeros / count,
            magnitude.Variance < LeastVarianceShare * meanPower ? ExactStatistics.Magnitude(interleaved) : magnitude.Times(1 / (double)scale),
            phaseSteps,
            lag1Radians,
            steps.Crossings);
    }

    private ComponentExtremes FindExtremes(float* samples, int count)
    {
        var blocks = (count + BlockBuffers.Samples - 1) / BlockBuffers.Samples;
        if (_blocks.Length < blocks)
        {
            _blocks = new ComponentExtremes[blocks];
        }

        var all = ComponentExtremes.None;
        for (var block = 0; block < blocks; block++)
        {
            var from = block * BlockBuffers.Samples;
            var length = Math.Min(BlockBuffers.Samples, count - from);
            var whole = Whole(0, length);
            var extremes = ComponentExtremes.None;
            StatisticsKernel<T>.Extremes(samples + (2 * from), 0, whole, ref extremes);
            StatisticsKernel<Lanes1>.Extremes(samples + (2 * from), whole, length, ref extremes);
            _blocks[block] = extremes;
            all = all.With(extremes);
        }

        return all;
    }

    private void AddLevels(float* block, int length, float scale, ref LevelSums levels, ref RunningMoments magnitude)
    {
        var whole = Whole(0, length);
        levels.Magnitude = 0;
        StatisticsKernel<T>.Levels(block, 0, whole, scale, _buffers, ref levels);
        StatisticsKernel<Lanes1>.Levels(block, whole, length, scale, _buffers, ref levels);
        AddMoments(_buffers.Magnitude, 0, length, length, levels.Magnitude, ref magnitude);
    }

    private void AddSteps(int first, int length, ref StepSums steps, ref RunningMoments moments)
    {
        var whole = Whole(first, length);
        (steps.Step, steps.Missing) = (0, 0);
        StatisticsKernel<T>.PhaseSteps(first, whole, LeastProduct, _buffers, ref steps);
        StatisticsKernel<Lanes1>.PhaseSteps(whole, length, LeastProduct, _buffers, ref steps);
        AddMoments(_buffers.Step, first, length, length - first - steps.Missing, steps.Step, ref moments);
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
    private static int CountZeros(float* block, int first, int length, ref int zeros)
    {
        var products = 0;
        var whole = Whole(first, length);
        zeros += first == 1 && block[0] == 0 && block[1] == 0 ? 1 : 0;
        StatisticsKernel<T>.Zeros(block, first, whole, ref zeros, ref products);
        StatisticsKernel<Lanes1>.Zeros(block, whole, length, ref zeros, ref products);
        return products;
    }

    /// <summary>Only blocks whose own extremes are the chunk's are looked at.</summary>
    private int CountAtRails(float* samples, int count, ComponentExtremes rails)
    {
        var atRails = 0;
        for (var start = 0; start < count; start += BlockBuffers.Samples)
        {
            if (_blocks[start / BlockBuffers.Samples].Touch(rails))
            {
                var length = Math.Min(BlockBuffers.Samples, count - start);
                var whole = Whole(0, length);
                StatisticsKernel<T>.Rails(samples + (2 * start), 0, whole, rails, ref atRails);
                StatisticsKernel<Lanes1>.Rails(samples + (2 * start), whole, length, rails, ref atRails);
            }
        }

        return atRails;
    }

    /// <summary>Where the last whole vector ends.</summary>
    private static int Whole(int from, int to) => from + ((to - from) / T.Count * T.Count);
}
