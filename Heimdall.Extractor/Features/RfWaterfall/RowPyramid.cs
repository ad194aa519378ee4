namespace Heimdall.Extractor.Features.RfWaterfall;

/// <summary>Rows, their pairs' means, those pairs' means, and so on: of each level one row is kept, until its neighbour comes.</summary>
internal sealed class RowPyramid(IWaterfallCanvas canvas)
{
    private readonly List<Level> _levels = [];

    /// <summary>The next row of the finest level.</summary>
    public void Add(ReadOnlySpan<float> powers) => Add(0, powers);

    /// <summary>At the end a row without a neighbour stands for its pair, up to the level that has one row.</summary>
    public void Finish()
    {
        for (var level = 0; level < _levels.Count; level++)
        {
            if (_levels[level] is { IsWaiting: true, Rows: > 1 } odd)
            {
                odd.IsWaiting = false;
                Add(level + 1, odd.Row);
            }
        }
    }

    private void Add(int number, ReadOnlySpan<float> powers)
    {
        canvas.AddRow(number, powers);
        if (number == _levels.Count)
        {
            _levels.Add(new Level());
        }

        var level = _levels[number];
        level.Rows++;
        if (!level.IsWaiting)
        {
            powers.CopyTo(level.Row);
            level.IsWaiting = true;
            return;
        }

        var mean = level.Row.AsSpan();
        for (var bin = 0; bin < mean.Length; bin++)
        {
            mean[bin] = (0.5f * mean[bin]) + (0.5f * powers[bin]);
        }

        level.IsWaiting = false;
        Add(number + 1, mean);
    }

    private sealed class Level
    {
        public float[] Row { get; } = new float[WaterfallPainter.Bins];

        public long Rows { get; set; }

        public bool IsWaiting { get; set; }
    }
}
