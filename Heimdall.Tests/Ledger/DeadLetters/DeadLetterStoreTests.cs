using Dapper;
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

        var letters = (await Store.ListAsync(new DeadLetterFilter(), null, 10, CancellationToken.None)).Items;
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
        var letter = await Store.FindAsync(Assert.Single((await Store.ListAsync(new DeadLetterFilter(), null, 10, CancellationToken.None)).Items).Id, CancellationToken.None);
        Assert.Equal((65_536, 100_000), (letter!.Body.Length, letter.BodyBytes));
    }

    [Fact]
    public async Task What_a_text_cannot_hold_is_replaced()
    {
        await Store.RecordAsync(
            new NewDeadLetter("q", new string('c', 64), "a \0 in it", new Dictionary<string, string>(StringComparer.Ordinal) { ["a\0b"] = "\0" }, ReadOnlyMemory<byte>.Empty, 0),
            CancellationToken.None);
        Assert.Equal("a \uFFFD in it", Assert.Single((await Store.ListAsync(new DeadLetterFilter(), null, 10, CancellationToken.None)).Items).Reason);
    }

    [Fact]
    public async Task Pages_show_every_message_once()
    {
        foreach (var digit in "01234")
        {
            await RecordAsync(digit, [1]);
        }

        var first = await Store.ListAsync(new DeadLetterFilter(), null, 3, CancellationToken.None);
        var second = await Store.ListAsync(new DeadLetterFilter(), first.NextCursor, 3, CancellationToken.None);
        Assert.Equal((3, 2, null), (first.Items.Count, second.Items.Count, second.NextCursor));
        Assert.Equal(5, first.Items.Concat(second.Items).Select(letter => letter.Id).Distinct().Count());
    }

    [Fact]
    public async Task What_finds_no_room_is_counted_in_one_row_of_its_queue_with_what_the_last_one_was()
    {
        await HaveRoomAsync(most: 2, bodies: 1);
        await RecordAsync('a', [1]);
        await RecordAsync('b', [1, 2]);
        await RecordAsync('c', [1, 2, 3]);
        await RecordAsync('d', [1, 2, 3, 4]);
        await RecordAsync('a', [1]);

        var letters = (await ListAsync()).ToDictionary(letter => letter.Fingerprint[0]);
        Assert.Equal((3, 2L, 1L, 2L), (letters.Count, letters['a'].Count, letters['b'].Count, letters['o'].Count));
        var others = (await Store.FindAsync(letters['o'].Id, CancellationToken.None))!;
        Assert.Equal((true, 4L, 0), (others.IsOthers, others.BodyBytes, others.Body.Length));
        Assert.Equal(["1", "0", "0"], await Task.WhenAll("abo".Select(async digit => (await Store.FindAsync(letters[digit].Id, CancellationToken.None))!.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture))));

        // Removed as any other; the next one that finds no room begins anew, and room that is made is taken.
        Assert.True(await Store.DeleteAsync(others.Id, "admin", CancellationToken.None));
        await RecordAsync('e', []);
        Assert.Equal(1L, (await ListAsync()).Single(letter => letter.IsOthers).Count);
        Assert.True(await Store.DeleteAsync(letters['b'].Id, "admin", CancellationToken.None));
        await RecordAsync('f', []);
        Assert.Contains(await ListAsync(), letter => letter.Fingerprint[0] == 'f');
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20261122)]
    public async Task Whatever_is_recorded_and_removed_at_once_no_message_is_lost_and_no_row_too_many(int seed)
    {
        await HaveRoomAsync(most: 5, bodies: 3);
        var recorded = 0L;
        var removed = 0L;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async worker =>
        {
            var random = new Random(seed + worker);
            for (var i = 0; i < 40; i++)
            {
                if (worker == 0 && i % 8 == 7)
                {
                    Interlocked.Add(ref removed, await RemoveSomeAsync(random));
                    continue;
                }

                await RecordAsync("0123456789abcdef"[random.Next(16)], [(byte)worker]);
                Interlocked.Increment(ref recorded);
                Assert.InRange((await ListAsync()).Count, 0, 6);
            }
        }));

        var letters = await ListAsync();
        Assert.Equal(recorded, removed + letters.Sum(letter => letter.Count));
        await using var connection = await _database.Source.OpenConnectionAsync();
        Assert.Equal(letters.Count(letter => !letter.IsOthers), await connection.ExecuteScalarAsync<int>("select taken from heimdall.dead_letter_room"));
        await connection.ExecuteAsync("truncate heimdall.dead_letters");
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select taken from heimdall.dead_letter_room"));
    }

    [Fact]
    public async Task Ten_thousand_different_ones_have_a_row()
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            insert into heimdall.dead_letters (id, queue, fingerprint, reason, headers, body, body_bytes)
            select heimdall.uuid_v7(), 'q', encode(sha256(n::text::bytea), 'hex'), 'no JSON', '{}', '', 1 from generate_series(1, 9999) n
            """);
        await RecordAsync('a', [1]);
        await RecordAsync('b', [1]);
        await RecordAsync('c', [1]);
        Assert.Equal(10_001, await connection.ExecuteScalarAsync<int>("select count(*) from heimdall.dead_letters"));
        Assert.Equal(2, await connection.ExecuteScalarAsync<int>("select count from heimdall.dead_letters where fingerprint = 'others'"));
    }

    private async Task<long> RemoveSomeAsync(Random random)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long?>(
            "with gone as (delete from heimdall.dead_letters where get_byte(sha256(id::text::bytea), 0) % 2 = @half returning count) select sum(count)::bigint from gone",
            new { half = random.Next(2) }) ?? 0;
    }

    private async Task<IReadOnlyList<DeadLetter>> ListAsync() => (await Store.ListAsync(new DeadLetterFilter(), null, 100, CancellationToken.None)).Items;

    private async Task HaveRoomAsync(int most, int bodies)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("update heimdall.dead_letter_room set most = @most, most_bodies = @bodies", new { most, bodies });
    }

    private Task RecordAsync(char digit, byte[] body) => Store.RecordAsync(
        new NewDeadLetter("heimdall.wakeups.live", new string(digit, 64), "no JSON", new Dictionary<string, string>(StringComparer.Ordinal) { ["who"] = "there" }, body, body.Length),
        CancellationToken.None);
}
