using Heimdall.Tests.Browser.Running;

namespace Heimdall.Tests.Browser;

/// <summary>The pages' Content-Security-Policy, and that these tests would notice if a page broke it.</summary>
public sealed class PolicyTests(RunningConsole console) : ConsoleTests(console)
{
    [BrowserFact]
    public async Task What_is_written_into_a_page_is_never_run_and_does_not_go_unseen()
    {
        var visitor = await VisitAsync(Console.Viewer, "/");
        await visitor.Page.EvaluateAsync("""
            () => {
              const script = document.createElement('script');
              script.textContent = 'window.ran = true';
              document.body.append(script);
              document.body.insertAdjacentHTML('beforeend', '<p id="styled" style="color: rgb(1, 2, 3)" onclick="window.ran = true">text</p>');
              document.getElementById('styled').click();
            }
            """);
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.ran === undefined && getComputedStyle(document.getElementById('styled')).color !== 'rgb(1, 2, 3)'"));
        var troubles = visitor.TakeTroubles();
        foreach (var directive in new[] { "script-src-elem", "script-src-attr", "style-src-attr" })
        {
            Assert.Contains(troubles, trouble => trouble.Contains($"policy: {directive}", StringComparison.Ordinal));
        }
    }

    [BrowserFact]
    public async Task An_error_in_a_page_does_not_go_unseen()
    {
        var visitor = await VisitAsync(Console.Viewer, "/stations");
        var thrown = visitor.Page.WaitForConsoleMessageAsync(new() { Predicate = message => message.Text == "said last" });
        await visitor.Page.EvaluateAsync("() => { setTimeout(() => { throw new Error('thrown by the test'); }); setTimeout(() => console.error('said last'), 1); return fetch('/js/missing.js').then(answer => answer.status); }");
        await thrown;
        var troubles = visitor.TakeTroubles();
        foreach (var expected in new[] { "thrown by the test", "said last", "answer 404" })
        {
            Assert.Contains(troubles, trouble => trouble.Contains(expected, StringComparison.Ordinal));
        }
    }
}
