using Heimdall.Extractor.Pipeline;

namespace Heimdall.Tests.Extractor.Pipeline;

public sealed class ExtractionProgressTests
{
    private readonly ExtractionProgress _progress = new();

    [Fact]
    public void Nothing_is_done_before_it_begins() => Assert.Equal(0, _progress.Percent);

    [Fact]
    public void Bytes_count_and_not_recordings()
    {
        _progress.Begin([900, 100]);
        _progress.Report(0, 450);
        Assert.Equal(45, _progress.Percent);
        _progress.Finish(1);
        Assert.Equal(55, _progress.Percent);
        _progress.Finish(0);
        Assert.Equal(100, _progress.Percent);
    }

    [Fact]
    public void A_recording_of_unknown_length_counts_like_the_others()
    {
        _progress.Begin([100, null, 300]);
        _progress.Finish(1);
        Assert.Equal(33, _progress.Percent);
    }

    [Fact]
    public void A_recording_longer_than_said_is_no_more_than_done()
    {
        _progress.Begin([100]);
        _progress.Report(0, 5000);
        Assert.Equal(100, _progress.Percent);
    }

    [Fact]
    public void It_waits_while_something_is_left_and_nothing_is_worked_on()
    {
        Assert.False(_progress.IsWaiting);
        _progress.Begin([100, 100]);
        Assert.True(_progress.IsWaiting);
        _progress.Start();
        Assert.False(_progress.IsWaiting);
        _progress.Finish(0);
        Assert.True(_progress.IsWaiting);
        _progress.Start();
        _progress.Finish(1);
        Assert.False(_progress.IsWaiting);
    }

    [Fact]
    public void Lengths_that_nobody_knows_are_equal()
    {
        _progress.Begin([null, null]);
        _progress.Finish(0);
        Assert.Equal(50, _progress.Percent);
    }
}
