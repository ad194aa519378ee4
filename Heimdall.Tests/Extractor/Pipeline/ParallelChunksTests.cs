using System.Runtime.InteropServices;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfIq;
using Heimdall.Extractor.Iq;
using Heimdall.Extractor.Pipeline;
using Heimdall.Extractor.Signal;

namespace Heimdall.Tests.Extractor.Pipeline;

public sealed class ParallelChunksTests
{
    private const double SampleRateHz = 20_000;
    private const int SamplesPerChunk = 4000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly RecordingContext Context = new(SampleRateHz, DcGuardBins: 2, CalibrationOffsetDb: null);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task However_many_cores_there_are_the_values_are_those_of_one_chunk_after_the_other_bit_for_bit(int cores)
    {
        var samples = Numbered(23, extraSamples: 1500);
        var noise = new Random(11);
        for (var n = 0; n < samples.Length; n++)
        {
            samples[n] = (float)(Math.Sin(0.3 * n) + (0.1 * noise.NextDouble()));
        }

        var actual = await ComputeAsync(samples, new RfIqFeatureSet(), new ComputingCores(cores));

        var alone = new RfIqFeatureSet().CreateExtractor(Context);
        Assert.Equal(24, actual.Count);
        for (var i = 0; i < actual.Count; i++)
        {
            var chunk = samples.AsSpan(2 * SamplesPerChunk * i)[..(2 * (i < 23 ? SamplesPerChunk : 1500))];
            var expected = new double[actual[i].Values.Length];
            alone.Extract(chunk, expected);
            Assert.Equal((i * SamplesPerChunk, chunk.Length / 2), (actual[i].StartSample, actual[i].Samples));
            Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), actual[i].Values.Select(BitConverter.DoubleToInt64Bits));
        }
    }

    [Fact]
    public async Task A_chunk_that_is_done_before_an_earlier_one_is_handed_out_after_it()
    {
        using var secondIsDone = new ManualResetEventSlim();
        var set = new FakeSet(chunk =>
        {
            if (chunk == 0)
            {
                Assert.True(secondIsDone.Wait(Deadline), "The second chunk waits for the first.");
            }
            else if (chunk == 1)
            {
                secondIsDone.Set();
            }
        });

        var chunks = await ComputeAsync(Numbered(9), set, new ComputingCores(2));

        Assert.Equal(Enumerable.Range(0, 9).Select(i => (double)i), chunks.Select(chunk => chunk.Values[0]));
    }

    [Fact]
    public async Task A_fault_in_a_chunk_comes_after_the_chunks_before_it_and_leaves_every_core_free()
    {
        var cores = new ComputingCores(3);
        var handedOut = new List<ComputedChunk>();
        var set = new FakeSet(chunk => _ = chunk == 4 ? throw new InvalidOperationException("The fifth chunk.") : chunk);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => ComputeAsync(Numbered(12), set, cores, handedOut));

        Assert.Equal("The fifth chunk.", thrown.Message);
        Assert.Equal(4, handedOut.Count);
        AssertFree(cores);
    }

    [Fact]
    public async Task Data_at_fault_comes_after_the_chunks_before_it_and_leaves_every_core_free()
    {
        var cores = new ComputingCores(2);
        var handedOut = new List<ComputedChunk>();
        var samples = Numbered(12);
        samples[(2 * SamplesPerChunk * 7) + 5] = float.NaN;

        var thrown = await Assert.ThrowsAsync<IqDataException>(() => ComputeAsync(samples, new FakeSet(static _ => { }), cores, handedOut));

        Assert.Equal(IqDataError.NotFinite, thrown.Code);
        Assert.Equal(7, handedOut.Count);
        AssertFree(cores);
    }

    [Fact]
    public async Task Cancelling_ends_it_at_the_next_chunk_and_leaves_every_core_free()
    {
        using var stop = new CancellationTokenSource();
        var cores = new ComputingCores(2);
        var computed = 0;
        var set = new FakeSet(chunk =>
        {
            Interlocked.Increment(ref computed);
            if (chunk == 3)
            {
                stop.Cancel();
            }
            else if (chunk > 3)
            {
                // Not over before the fourth has come to its end, however long that is kept from its core.
                Assert.True(stop.Token.WaitHandle.WaitOne(Deadline));
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ComputeAsync(Numbered(200), set, cores, [], stop.Token));

        // The fourth, and what the other core was at.
        Assert.InRange(computed, 4, 5);
        AssertFree(cores);
    }

    [Fact]
    public async Task Recordings_side_by_side_compute_on_no_more_threads_than_there_are_cores()
    {
        var (now, most) = (0, 0);
        var set = new FakeSet(_ =>
        {
            var mine = Interlocked.Increment(ref now);
            InterlockedMax(ref most, mine);
            Thread.SpinWait(20_000);
            Interlocked.Decrement(ref now);
        });
        var cores = new ComputingCores(2);

        var recordings = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => ComputeAsync(Numbered(20), set, cores))));

        Assert.All(recordings, chunks => Assert.Equal(20, chunks.Count));
        Assert.InRange(most, 1, 2);
        AssertFree(cores);
    }

    [Fact]
    public async Task Where_there_are_as_many_recordings_as_cores_each_is_computed_by_one_thread()
    {
        var cores = new ComputingCores(2);
        cores.BeginRecordings();
        cores.BeginRecordings();
        var threads = new HashSet<int>();

        await ComputeAsync(Numbered(40), new FakeSet(_ => threads.Add(Environment.CurrentManagedThreadId)), cores);

        Assert.Single(threads);
        AssertFree(cores);
    }

    [Fact]
    public async Task A_core_that_somebody_waits_for_is_let_go_of_after_the_chunk()
    {
        var cores = new ComputingCores(1);
        Task? wanted = null;
        var had = new List<bool>();
        var set = new FakeSet(chunk =>
        {
            if (chunk == 3)
            {
                wanted = Task.Run(async () =>
                {
                    await cores.TakeAsync(CancellationToken.None);
                    cores.Return();
                });
                Assert.True(SpinWait.SpinUntil(() => cores.AreWanted, Deadline));
            }
            else if (chunk > 3)
            {
                had.Add(!cores.AreWanted);
            }
        });

        await ComputeAsync(Numbered(8), set, cores);

        await wanted!.WaitAsync(Deadline);
        Assert.Equal([true, true, true, true], had);
        AssertFree(cores);
    }

    private static Task<List<ComputedChunk>> ComputeAsync(float[] samples, IChunkFeatureSet set, ComputingCores cores) =>
        ComputeAsync(samples, set, cores, []);

    private static async Task<List<ComputedChunk>> ComputeAsync(
        float[] samples, IChunkFeatureSet set, ComputingCores cores, List<ComputedChunk> handedOut, CancellationToken cancellationToken = default)
    {
        var bytes = MemoryMarshal.AsBytes<float>(samples).ToArray();
        Assert.True(IqDatatype.TryParse("cf32_le", out var datatype));
        var source = new IqSource(datatype, SampleRateHz, bytes.Length, _ => Task.FromResult<Stream>(new MemoryStream(bytes)));
        await using var reader = await IqReader.OpenAsync(source, cancellationToken);
        var chunks = new ParallelChunks(set, Context, cores, new StageTimes(TimeProvider.System));
        await foreach (var chunk in chunks.ComputeAsync(reader, cancellationToken))
        {
            handedOut.Add(chunk);
        }

        return handedOut;
    }

    /// <summary>Every sample's I is the number of its chunk.</summary>
    private static float[] Numbered(int chunks, int extraSamples = 0)
    {
        var samples = new float[2 * ((chunks * SamplesPerChunk) + extraSamples)];
        for (var n = 0; n < samples.Length; n += 2)
        {
            samples[n] = n / (2 * SamplesPerChunk);
        }

        return samples;
    }

    private static void AssertFree(ComputingCores cores)
    {
        for (var i = 0; i < cores.Count; i++)
        {
            Assert.True(cores.TakeAsync(CancellationToken.None).IsCompletedSuccessfully, $"{i} of {cores.Count} cores are free.");
        }

        Assert.False(cores.TakeAsync(CancellationToken.None).IsCompleted);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    /// <summary>One feature: the number of the chunk.</summary>
    private sealed class FakeSet(Action<int> onChunk) : IChunkFeatureSet
    {
        public string Name => "numbers";

        public int Version => 1;

        public IReadOnlyList<string> FeatureNames { get; } = ["number"];

        public JobPlace JobPlace => JobPlace.Live;

        public IChunkExtractor CreateExtractor(RecordingContext context) => new Extractor(onChunk);

        private sealed class Extractor(Action<int> onChunk) : IChunkExtractor
        {
            public void Extract(WrittenSamples samples, Span<double> values)
            {
                var chunk = MemoryMarshal.Cast<byte, float>(samples.Bytes)[0];
                onChunk((int)chunk);
                values[0] = chunk;
            }
        }
    }
}
