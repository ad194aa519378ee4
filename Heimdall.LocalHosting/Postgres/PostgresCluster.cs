using System.Diagnostics;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Installation;
using Heimdall.LocalHosting.Processes;

namespace Heimdall.LocalHosting.Postgres;

/// <summary>A PostgreSQL data directory: made once, then opened by the version that made it.</summary>
/// <param name="home">The server's folder; the cluster is <c>data</c> in it.</param>
/// <param name="account">The account the server runs under; null is the engine's own.</param>
/// <param name="context">Engine.</param>
internal sealed class PostgresCluster(string home, ServiceAccount? account, EngineContext context)
{
    public string DataPath => Path.Combine(home, "data");

    /// <summary>The environment of PostgreSQL's programs: nothing of the caller's.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/bin:/bin",
        ["HOME"] = home,
        ["LC_ALL"] = "C.UTF-8",
        ["TZ"] = "UTC",
    };

    /// <summary>Makes the cluster when it is not there.</summary>
    /// <param name="userName">The superuser.</param>
    /// <param name="password">The superuser's password.</param>
    /// <param name="log">Told each line of initdb.</param>
    /// <exception cref="LocalEngineException">initdb failed.</exception>
    public async Task EnsureAsync(string userName, string password, Action<string> log)
    {
        account?.Own(home);
        if (Directory.Exists(DataPath))
        {
            return;
        }

        // Made beside and renamed when it is whole: half a cluster of an interrupted start must never be opened.
        var unfinished = Path.Combine(home, "data.unfinished");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        var passwordFile = Path.Combine(home, "initdb.password");
        try
        {
            await WritePrivateAsync(passwordFile, password);
            await InitialiseAsync(unfinished, userName, passwordFile, log);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(unfinished, DataPath);
    }

    /// <summary>Full path of the <c>postgres</c> that can open the cluster.</summary>
    /// <exception cref="LocalEngineException">The version that made it is not installed any more.</exception>
    public string ServerProgram()
    {
        var version = File.ReadAllText(Path.Combine(DataPath, "PG_VERSION")).Trim();
        var versioned = ProgramFinder.PostgresFolders().FirstOrDefault(f => Path.GetFileName(Path.GetDirectoryName(f)) == version);
        if (versioned is not null)
        {
            return Path.Combine(versioned, "postgres");
        }

        if (!ProgramFinder.PostgresFolders().Any() && ProgramFinder.Find("postgres") is { } only)
        {
            return only; // A PostgreSQL that does not come from Debian: it says itself when the version does not fit.
        }

        throw new LocalEngineException(
            $"The data in {DataPath} were made by PostgreSQL {version}, which is not installed (postgresql-{version}). " +
            "Install it, or move the data over with pg_upgrade.");
    }

    private async Task InitialiseAsync(string path, string userName, string passwordFile, Action<string> log)
    {
        var start = new ProgramStart
        {
            Program = ProgramFinder.Find("initdb") ?? throw new LocalEngineException("initdb is not installed."),
            Arguments =
            [
                "--pgdata", path, "--username", userName, "--pwfile", passwordFile, "--auth", "scram-sha-256",
                "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions",
                .. context.Options.Durable ? Array.Empty<string>() : ["--no-sync"],
            ],
            Environment = Environment,
            WorkingDirectory = home,
            Account = account,
        };
        var lines = new RecentLines();
        var began = Stopwatch.GetTimestamp();
        using var initdb = await ChildProcess.StartAsync(start, context.Tools, line =>
        {
            lines.Add(line);
            log(line);
        });
        var exitCode = await initdb.Exited;
        if (exitCode != 0)
        {
            throw new LocalEngineException($"initdb ended with exit code {exitCode}:\n{lines}");
        }

        context.Console.Say($"made a PostgreSQL cluster in {DataPath} ({Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s)");
    }

    private async Task WritePrivateAsync(string path, string text)
    {
        await using (var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
        }

        account?.Own(path);
    }
}
