using Heimdall.Ledger.DeadLetters;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.DeadLetters;

public sealed class DeadLetterStoreTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private DeadLetterStore Store => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_same_message_again_is_counted_up()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RecordAsync('a', [1, 2, 3])));
        await RecordAsync('b', [4]);

        var letters = (await Store.ListAsync(null, 10, CancellationToken.None)).Items;
        Assert.Equal([1L, 10L], letters.Select(letter => letter.Count).Order());
        var often = await Store.FindAsync(letters.Single(letter => letter.Count == 10).Id, CancellationToken.None);
        Assert.Equal([1, 2, 3], often!.Body);
        Assert.True(often.LastAt >= often.FirstAt);
        Assert.Equal("there", often.Headers.GetProperty("who").GetString());
    }

    [Fact]
    public async Task Of_a_long_message_the_first_64_KiB_are_kept_and_its_length()
    {
        await RecordAsync('a', [.. Enumerable.Repeat((byte)7, 100_000)]);
        var letter = await Store.FindAsync(Assert.Single((await Store.ListAsync(null, 10, CancellationToken.None)).Items).Id, CancellationToken.None);
        Assert.Equal((65_536, 100_000), (letter!.Body.Length, letter.BodyBytes));
    }

    [Fact]
    public async Task What_a_text_cannot_hold_is_replaced()
    {
        await Store.RecordAsync(
            new NewDeadLetter("q", new string('c', 64), "a \0 in it", new Dictionary<string, string>(StringComparer.Ordinal) { ["a\0b"] = "\0" }, ReadOnlyMemory<byte>.Empty, 0),
            CancellationToken.None);
        Assert.Equal("a \uFFFD in it", Assert.Single((await Store.ListAsync(null, 10, CancellationToken.None)).Items).Reason);
    }

    [Fact]
    public async Task Pages_show_every_message_once()
    {
        foreach (var digit in "01234")
        {
            await RecordAsync(digit, [1]);
        }

        var first = await Store.ListAsync(null, 3, CancellationToken.None);
        var second = await Store.ListAsync(first.NextCursor, 3, CancellationToken.None);
        Assert.Equal((3, 2, null), (first.Items.Count, second.Items.Count, second.NextCursor));
        Assert.Equal(5, first.Items.Concat(second.Items).Select(letter => letter.Id).Distinct().Count());
    }

    private Task RecordAsync(char digit, byte[] body) => Store.RecordAsync(
        new NewDeadLetter("heimdall.wakeups.live", new string(digit, 64), "no JSON", new Dictionary<string, string>(StringComparer.Ordinal) { ["who"] = "there" }, body, body.Length),
        CancellationToken.None);
}
