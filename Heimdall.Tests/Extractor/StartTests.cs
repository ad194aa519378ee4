using System.Diagnostics;
using System.Text.Json;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Extractor;

/// <summary>How the extractor's process starts, and when it does not.</summary>
public sealed class StartTests
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=nobody;Password=hush;Database=nothing;Timeout=1";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("heimdall", "the database")]
    [InlineData("rabbitmq", "the broker")]
    [InlineData("minio", "the object store")]
    public async Task Without_a_connection_string_it_ends_with_one_sentence(string missing, string whatItNames)
    {
        using var extractor = Start(("ConnectionStrings__" + missing, ""));
        var error = await extractor.StandardError.ReadToEndAsync();
        await extractor.WaitForExitAsync().WaitAsync(Deadline);

        Assert.Equal(1, extractor.ExitCode);
        var sentence = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"Heimdall's extractor does not start: The setting ConnectionStrings__{missing} ", sentence, StringComparison.Ordinal);
        Assert.Contains(whatItNames, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_what_it_needs_is_away_it_lives_is_not_ready_and_says_what_is_missing()
    {
        var port = FreePorts.FindBlock(1);
        using var extractor = Start(("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"));
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Eventually.HoldsAsync(() => AnswersAsync(http), Deadline, () => "it answers /alive");
            using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative));
            var checks = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("checks");

            Assert.Equal(503, (int)answer.StatusCode);
            Assert.All((string[])["PostgreSql", "RabbitMQ.Client", "ObjectStore"], name =>
            {
                Assert.True(checks.GetProperty(name).GetProperty("required").GetBoolean());
                Assert.Equal("unhealthy", checks.GetProperty(name).GetProperty("status").GetString());
            });
        }
        finally
        {
            extractor.Kill();
            await extractor.WaitForExitAsync().WaitAsync(Deadline);
        }

        Assert.DoesNotContain("hush", await extractor.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync(new Uri("/alive", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Process Start(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", Path.Combine(AppContext.BaseDirectory, "Heimdall.Extractor.dll"))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ConnectionStrings__heimdall"] = Nowhere;
        start.Environment["ConnectionStrings__rabbitmq"] = "amqp://nobody:hush@127.0.0.1:1";
        start.Environment["ConnectionStrings__minio"] = "Endpoint=http://127.0.0.1:1;AccessKey=nobody;SecretKey=hush";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }
}
