using System.Text.Json;
using Heimdall.Ledger.Objects;

namespace Heimdall.Ledger.Waterfalls;

/// <summary>
/// Waterfalls in the object store. What is there is never changed: an object that exists already is the same object, unless it was damaged and
/// all of them are made anew.
/// </summary>
public sealed class WaterfallObjects(IObjectStore store)
{
    /// <summary>A manifest has two numbers a bin and a line a level.</summary>
    private const int MostManifestBytes = 1 << 20;

    /// <summary>Objects that are removed at once.</summary>
    private const int DeletionsAtOnce = 4;

    private const int ChunksBytes = WaterfallFormat.ChunksPerObject * ChunkPreview.Bytes;

    /// <summary>True where the waterfall is there, whole.</summary>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach.</exception>
    public async Task<bool> ExistsAsync(WaterfallKey key, CancellationToken cancellationToken) =>
        await store.FindAsync(key.Manifest, cancellationToken) is not null;

    /// <returns>Null where there is no waterfall, or none that is whole.</returns>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach.</exception>
    /// <exception cref="JsonException">The object is no manifest.</exception>
    public async Task<WaterfallManifest?> ReadManifestAsync(WaterfallKey key, CancellationToken cancellationToken)
    {
        if (await OpenAsync(key.Manifest, cancellationToken) is not { } stream)
        {
            return null;
        }

        await using (stream)
        {
            return await JsonSerializer.DeserializeAsync<WaterfallManifest>(stream, LedgerJson.Options, cancellationToken)
                ?? throw new JsonException($"The manifest {key.Manifest} is null.");
        }
    }

    /// <returns>The tile's bytes, the caller's to dispose; null where there is no such tile.</returns>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach.</exception>
    public Task<Stream?> OpenTileAsync(WaterfallKey key, int level, int index, CancellationToken cancellationToken) =>
        OpenAsync(key.Tile(level, index), cancellationToken);

    /// <param name="key">The waterfall.</param>
    /// <param name="chunk">Its number, 0 or more.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>Null where there is no such chunk.</returns>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach.</exception>
    public async Task<ChunkPreview?> ReadChunkAsync(WaterfallKey key, int chunk, CancellationToken cancellationToken)
    {
        if (await OpenAsync(key.Chunks(chunk / WaterfallFormat.ChunksPerObject), cancellationToken) is not { } stream)
        {
            return null;
        }

        await using (stream)
        {
            // Forward only, so those before it are read too: a quarter of a megabyte at most.
            var bytes = new byte[((chunk % WaterfallFormat.ChunksPerObject) + 1) * ChunkPreview.Bytes];
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return read < bytes.Length ? null : ChunkPreview.Read(bytes.AsSpan(^ChunkPreview.Bytes..));
        }
    }

    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach or full.</exception>
    public Task PutTileAsync(WaterfallKey key, int level, int index, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken) =>
        PutAsync(key.Tile(level, index), rows, WaterfallTile.Bytes, cancellationToken);

    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach or full.</exception>
    public Task PutChunksAsync(WaterfallKey key, int group, ReadOnlyMemory<byte> chunks, CancellationToken cancellationToken) =>
        PutAsync(key.Chunks(group), chunks, ChunksBytes, cancellationToken);

    /// <summary>Makes the waterfall visible: after all its tiles and chunks.</summary>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach or full.</exception>
    public Task PutManifestAsync(WaterfallKey key, WaterfallManifest manifest, CancellationToken cancellationToken) =>
        PutAsync(key.Manifest, JsonSerializer.SerializeToUtf8Bytes(manifest, LedgerJson.Options), MostManifestBytes, cancellationToken);

    /// <summary>Removes a waterfall, the manifest first: what is not whole is not to be taken for it.</summary>
    /// <param name="key">The waterfall.</param>
    /// <param name="manifest">What it consists of.</param>
    /// <param name="cancellationToken">Ends it; the manifest stays away.</param>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach.</exception>
    public async Task DeleteAsync(WaterfallKey key, WaterfallManifest manifest, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(key.Manifest, cancellationToken);
        var groups = (int)((manifest.Chunks + WaterfallFormat.ChunksPerObject - 1) / WaterfallFormat.ChunksPerObject);
        var tiles = manifest.Levels.SelectMany(level => Enumerable.Range(0, level.Tiles).Select(index => key.Tile(level.Level, index)));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = DeletionsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            tiles.Concat(Enumerable.Range(0, groups).Select(key.Chunks)), parallel, async (name, cancellation) => await store.DeleteAsync(name, cancellation));
    }

    private async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.OpenReadAsync(key, cancellationToken);
        }
        catch (ObjectMissingException)
        {
            return null;
        }
    }

    private async Task PutAsync(string key, ReadOnlyMemory<byte> content, long maxBytes, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        try
        {
            await store.PutAsync(key, stream, maxBytes, cancellationToken);
        }
        catch (ObjectExistsException)
        {
            // Made from the same bytes by somebody else, or by an attempt that did not come to its end.
        }
    }
}
