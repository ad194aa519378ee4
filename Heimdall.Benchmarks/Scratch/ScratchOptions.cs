using System.CommandLine;

namespace Heimdall.Benchmarks.Scratch;

/// <summary>Which database a command works on.</summary>
internal sealed class ScratchOptions
{
    private readonly Option<string> _connection = new("--connection")
    {
        Description = "A database to seed, by a superuser; without one, a PostgreSQL is started for it",
    };

    private readonly Option<DirectoryInfo> _folder = new("--folder")
    {
        Description = "Where that PostgreSQL keeps its data, for the next run too; without one, they are removed at the end",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_connection);
        command.Options.Add(_folder);
    }

    public Task<ScratchPostgres> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        ScratchPostgres.OpenAsync(parsed.GetValue(_connection), parsed.GetValue(_folder), cancellationToken);
}
