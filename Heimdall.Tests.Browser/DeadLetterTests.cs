using Heimdall.Ledger.DeadLetters;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.Browser.Running;
using Npgsql;

namespace Heimdall.Tests.Browser;

/// <summary>Messages that nobody understood, and who clears them away.</summary>
public sealed class DeadLetterTests(RunningConsole console) : ConsoleTests(console)
{
    [BrowserFact]
    public async Task An_admin_removes_all_that_match_after_a_preview()
    {
        var queue = $"flooded.{Guid.NewGuid():N}";
        await RecordAsync(queue, new string('a', 64), "no JSON at all");
        await RecordAsync(queue, new string('b', 64), "no JSON either");
        await RecordAsync(queue, DeadLetter.OfOthers, "another <b>kind</b>");

        var visitor = await VisitAsync(Console.Admin, "/dead-letters");
        await Expect(visitor.Main.GetByRole(AriaRole.Row, new() { Name = queue }).First).ToContainTextAsync("All others: another <b>kind</b>");
        await visitor.Main.GetByLabel("Queue").FillAsync(queue);
        await visitor.Main.GetByLabel("What is wrong").FillAsync("json");
        await visitor.Main.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(visitor.Main.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await visitor.Main.GetByRole(AriaRole.Button, new() { Name = "Remove all that match" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("2 messages match, and no more.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove them (2)" }).ClickAsync();

        await Expect(visitor.Page.GetByText("2 of 2 removed.")).ToBeVisibleAsync();
        await Expect(visitor.Main).ToContainTextAsync("No message is like this.");
        await visitor.GoAsync($"/dead-letters?queue={queue}");
        await visitor.Main.Locator("a[href^='/dead-letters/']").ClickAsync();
        await Expect(visitor.Main).ToContainTextAsync("This stands for all messages of its queue");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove the message" }).ClickAsync();
        await Expect(visitor.Page.GetByText("The message is removed.")).ToBeVisibleAsync();
    }

    private async Task RecordAsync(string queue, string fingerprint, string reason)
    {
        await using var database = NpgsqlDataSource.Create((await Console.Backend.App.GetConnectionStringAsync("heimdall"))!);
        await new DeadLetterStore(database).RecordAsync(
            new NewDeadLetter(queue, fingerprint, reason, new Dictionary<string, string>(StringComparer.Ordinal) { ["sender"] = "x" }, ReadOnlyMemory<byte>.Empty, 0),
            CancellationToken.None);
    }
}
