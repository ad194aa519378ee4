using Dapper;
using Heimdall.Ledger.DeadLetters;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.DeadLetters;

/// <summary>Many messages at once, by a filter.</summary>
public sealed class BulkDeadLettersTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private DeadLetterStore Store => new(_database.Source);

    private BulkDeadLetters Bulk => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_newest_that_match_are_removed_and_the_next_call_takes_the_next()
    {
        foreach (var digit in "abcde")
        {
            await RecordAsync(digit);
        }

        var filter = new DeadLetterFilter(Queue: "q");
        var preview = await Bulk.PreviewAsync(filter, 3, CancellationToken.None);
        Assert.Equal((3, true, 5), (preview.Matching, preview.IsCapped, preview.Total));
        Assert.Equal("edc", string.Concat(preview.Sample.Select(letter => letter.Fingerprint[0])));

        Assert.Equal(new DeadLetterReport(3, 3, 0, true), await Bulk.DeleteAsync(filter, 3, "bob", CancellationToken.None));
        Assert.Equal(new DeadLetterReport(2, 2, 0, false), await Bulk.DeleteAsync(filter, 3, "bob", CancellationToken.None));
        Assert.Equal(new DeadLetterReport(0, 0, 0, false), await Bulk.DeleteAsync(filter, 3, "bob", CancellationToken.None));
        Assert.Equal("bob 3,bob 2", await QueryAsync<string>("select string_agg(actor || ' ' || (detail->>'changed'), ',' order by id) from heimdall.audit_log where action = 'dead_letters.delete'"));
    }

    [Theory]
    [InlineData("queue")]
    [InlineData("reason")]
    [InlineData("time")]
    public async Task Every_field_of_the_filter_counts(string field)
    {
        await RecordAsync('a');
        await RecordAsync('b', queue: "other", reason: "100% Broken");
        await RecordAsync('c');
        await QueryAsync<int>("update heimdall.dead_letters set last_at = now() - interval '1 hour' where fingerprint like 'b%' returning 1");
        await QueryAsync<int>("update heimdall.dead_letters set last_at = now() - interval '2 hours' where fingerprint like 'a%' returning 1");
        var now = TimeProvider.System.GetUtcNow();
        var filter = field switch
        {
            "queue" => new DeadLetterFilter(Queue: "other"),
            "reason" => new DeadLetterFilter(Reason: "100% BROKEN"),
            _ => new DeadLetterFilter(From: now.AddMinutes(-90), To: now.AddMinutes(-30)),
        };

        Assert.Equal('b', Assert.Single((await Bulk.PreviewAsync(filter, 10, CancellationToken.None)).Sample).Fingerprint[0]);
        Assert.Equal('b', Assert.Single((await Store.ListAsync(filter, null, 10, CancellationToken.None)).Items).Fingerprint[0]);
        Assert.Equal(new DeadLetterReport(1, 1, 0, false), await Bulk.DeleteAsync(filter, 10, "bob", CancellationToken.None));
        Assert.Equal(2, await QueryAsync<long>("select count(*) from heimdall.dead_letters"));
    }

    [Fact]
    public async Task What_comes_again_while_it_is_being_removed_stays()
    {
        await RecordAsync('a');
        await RecordAsync('b');
        await using var worker = await _database.Source.OpenConnectionAsync();
        await using var recording = await worker.BeginTransactionAsync();
        await worker.ExecuteAsync("update heimdall.dead_letters set count = count + 1 where fingerprint like 'a%'", transaction: recording);

        var removing = Bulk.DeleteAsync(new DeadLetterFilter(Queue: "q"), 10, "bob", CancellationToken.None);
        await Eventually.HoldsAsync(
            async () => await QueryAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 1,
            TimeSpan.FromSeconds(30),
            () => "the removal does not wait");
        await recording.CommitAsync();

        Assert.Equal(new DeadLetterReport(2, 1, 1, false), await removing);
        Assert.Equal(2, Assert.Single((await Store.ListAsync(new DeadLetterFilter(), null, 10, CancellationToken.None)).Items).Count);
    }

    private Task RecordAsync(char digit, string queue = "q", string reason = "no JSON") => Store.RecordAsync(
        new NewDeadLetter(queue, new string(digit, 64), reason, new Dictionary<string, string>(StringComparer.Ordinal), "x"u8.ToArray(), 1), CancellationToken.None);

    private async Task<T?> QueryAsync<T>(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }
}
