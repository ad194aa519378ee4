using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;

namespace Heimdall.Tests.LocalHosting.Model;

public sealed class ParameterTests : IDisposable
{
    private readonly TemporaryDirectory data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task A_generated_secret_stays_the_same_and_only_its_owner_reads_it()
    {
        var first = await SecretAsync();
        var second = await SecretAsync();

        Assert.Equal(first, second);
        Assert.Matches("^[A-Za-z0-9]{32}$", first);
        Assert.Equal(first, File.ReadAllText(data.File("db-password.key")).Trim());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.File("db-password.key")));
    }

    [Fact]
    public async Task Whoever_asks_at_the_same_time_is_given_the_same_generated_secret()
    {
        await using var builder = Builder();
        for (var i = 0; i < 20; i++)
        {
            var parameter = builder.AddParameter($"password-{i}", secret: true).Resource;
            using var together = new Barrier(4);

            var secrets = await Task.WhenAll(Enumerable.Range(0, together.ParticipantCount).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return parameter.Value;
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.Single(secrets.Distinct(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Configuration_wins_over_a_generated_secret_and_leaves_no_file()
    {
        Assert.Equal("chosen", await SecretAsync("--Parameters:db-password=chosen"));
        Assert.Equal("chosen", await SecretAsync("--Parameters:db_password=chosen"));
        Assert.False(File.Exists(data.File("db-password.key")));
    }

    [Fact]
    public async Task A_default_is_used_unless_configuration_says_otherwise()
    {
        await using var plain = Builder();
        Assert.Equal("heimdall", await plain.AddParameter("user", "heimdall").Resource.GetValueAsync(CancellationToken.None));
        await using var configured = Builder("--Parameters:user=other");
        Assert.Equal("other", await configured.AddParameter("user", "heimdall").Resource.GetValueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_parameter_without_a_value_names_the_variable_that_sets_it()
    {
        await using var builder = Builder();
        var parameter = builder.AddParameter("retention-days");

        var error = await Assert.ThrowsAsync<LocalEngineException>(async () => await parameter.Resource.GetValueAsync(CancellationToken.None));

        Assert.Contains("Parameters__retention_days", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_secret_file_is_replaced()
    {
        await File.WriteAllTextAsync(data.File("db-password.key"), string.Empty);

        Assert.Equal(32, (await SecretAsync())?.Length);
    }

    private async Task<string?> SecretAsync(params string[] args)
    {
        await using var builder = Builder(args);
        return await builder.AddParameter("db-password", secret: true).Resource.GetValueAsync(CancellationToken.None);
    }

    private IDistributedApplicationTestingBuilder Builder(params string[] args) =>
        DistributedApplicationTestingBuilder.Create([$"--LocalEngine:DataDirectory={data.Path}", .. args]);
}
