using Heimdall.Extractor.Chunks;

namespace Heimdall.Tests.Extractor.Chunks;

public sealed class IdleBuffersTests
{
    [Fact]
    public void A_buffer_that_came_back_is_given_out_again_and_only_once()
    {
        var idle = new IdleBuffers(1 << 20);
        var first = idle.Take(1000);
        idle.Return(first);

        Assert.Same(first, idle.Take(1000));
        Assert.NotSame(first, idle.Take(1000));
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(500, true)]
    [InlineData(499, false)]
    public void A_buffer_is_large_enough_and_not_far_too_large(int bytes, bool isTheSame)
    {
        var idle = new IdleBuffers(1 << 20);
        var kept = idle.Take(1000);
        idle.Return(kept);

        var taken = idle.Take(bytes);
        Assert.InRange(taken.Bytes.Length, bytes, int.MaxValue);
        Assert.Equal(isTheSame, ReferenceEquals(kept, taken));
    }

    [Fact]
    public void Those_used_last_are_kept_up_to_a_number_of_bytes()
    {
        var idle = new IdleBuffers(2000);
        var buffers = Enumerable.Range(0, 3).Select(_ => idle.Take(1000)).ToList();
        buffers.ForEach(idle.Return);

        Assert.Same(buffers[2], idle.Take(1000));
        Assert.Same(buffers[1], idle.Take(1000));
        Assert.DoesNotContain(idle.Take(1000), buffers);
    }
}
