using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Terminal;
using Spectre.Console;

namespace Heimdall.Tests.LocalHosting.Terminal;

public sealed class TerminalTests
{
    [Fact]
    public void Every_line_stands_under_its_resource_name()
    {
        var shown = Show(console =>
        {
            console.Line("api", "listening");
            console.Say("starting");
        });

        Assert.Equal("api        │ listening\nengine     │ starting\n", shown);
    }

    [Fact]
    public void A_process_cannot_move_the_operators_cursor_nor_write_markup() =>
        Assert.Equal("api        │ [2J[red]a\tb\n", Show(console => console.Line("api", "\e[2J[red]a\tb\r")));

    [Fact]
    public void A_long_line_is_not_broken()
    {
        var line = new string('x', 1000);

        Assert.Contains(line, Show(console => console.Line("api", line)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_lines_that_a_warning_quotes_stay_lines() =>
        Assert.Equal("engine     │ api ended\nengine     │   no such file\n", Show(console => console.Warn("api ended\n  no such file")));

    [Fact]
    public void The_table_names_resources_states_addresses_and_notes()
    {
        var shown = Show(console => console.Table(
            [new ResourceSnapshot("api", KnownResourceStates.Running, IsHealthy: true, "http://127.0.0.1:8080")],
            [new StartupLine("Admin key", "/data/admin.key")]));

        Assert.Contains("api", shown, StringComparison.Ordinal);
        Assert.Contains("healthy", shown, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:8080", shown, StringComparison.Ordinal);
        Assert.Contains("Admin key  /data/admin.key", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quiet_console_says_nothing() => Assert.Empty(Show(console => console.Warn("no"), quiet: true));

    [Fact]
    public void A_full_log_file_is_put_aside_and_the_oldest_is_dropped()
    {
        using var temporary = new TemporaryDirectory();
        using (var log = new LogFile(temporary.Path, "api", TimeProvider.System, maxBytes: 100))
        {
            for (var i = 0; i < 12; i++)
            {
                log.Write($"line {i} {new string('x', 100)}");
            }
        }

        Assert.Equal(
            ["api.1.log", "api.2.log", "api.3.log", "api.log"],
            Directory.EnumerateFiles(temporary.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("line 11 ", File.ReadAllText(temporary.File("api.1.log")), StringComparison.Ordinal);
        Assert.Contains("line 9 ", File.ReadAllText(temporary.File("api.3.log")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_log_file_that_cannot_be_put_aside_goes_on()
    {
        using var temporary = new TemporaryDirectory();
        Directory.CreateDirectory(temporary.File("api.3.log")); // No file: it cannot be dropped as one.
        using var log = new LogFile(temporary.Path, "api", TimeProvider.System, maxBytes: 10);

        Assert.ThrowsAny<SystemException>(() => log.Write("first"));
        Assert.ThrowsAny<SystemException>(() => log.Write("second"));

        var kept = File.ReadAllText(temporary.File("api.log"));
        Assert.Contains(" first\n", kept, StringComparison.Ordinal);
        Assert.Contains(" second\n", kept, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_after_the_end_of_the_log_is_dropped()
    {
        using var temporary = new TemporaryDirectory();
        var log = new LogFile(temporary.Path, "api", TimeProvider.System);
        log.Dispose();

        log.Write("late");

        Assert.Empty(File.ReadAllText(temporary.File("api.log")));
    }

    private static string Show(Action<EngineConsole> act, bool quiet = false)
    {
        using var written = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(written),
        });
        act(new EngineConsole(terminal, quiet));
        return written.ToString();
    }
}
