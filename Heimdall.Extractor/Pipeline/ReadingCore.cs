namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// The core on which a recording's bytes are read, hashed and cut. It is given back for as long as bytes are awaited from somebody else, so
/// that a slow store costs no core. Used by one reader at a time.
/// </summary>
internal sealed class ReadingCore(ComputingCores cores)
{
    private volatile bool _isHeld;

    /// <summary>The reader has a core.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>Bytes were awaited: the store is slower than the reader.</summary>
    public bool HasWaited { get; private set; }

    public async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        await cores.TakeAsync(cancellationToken);
        _isHeld = true;
    }

    /// <summary>Reads on the core that the reader has already.</summary>
    public void Keep() => _isHeld = true;

    /// <summary>The core goes back to all.</summary>
    public void Return()
    {
        _isHeld = false;
        cores.Return();
    }

    /// <summary>
    /// The core goes back to all though the reader, which may never come back, does not know. If it does it takes one again, with which it goes on
    /// as if it had kept its own.
    /// </summary>
    public void Forfeit() => cores.Return();

    /// <summary>The core goes on with whoever computes what has been read, who returns it.</summary>
    public void HandOn() => _isHeld = false;

    /// <summary>Awaits bytes without a core; there is one again when they are there.</summary>
    public ValueTask<int> AwaitAsync(ValueTask<int> bytes) => _isHeld && !bytes.IsCompleted ? WithoutCoreAsync(bytes) : bytes;

    private async ValueTask<int> WithoutCoreAsync(ValueTask<int> bytes)
    {
        HasWaited = true;
        Return();
        try
        {
            return await bytes;
        }
        finally
        {
            // Whoever reads returns a core when it is done or fails: it has to have one.
            await TakeAsync(CancellationToken.None);
        }
    }
}
