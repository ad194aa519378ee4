using System.Reflection;

namespace Heimdall.Ledger;

/// <summary>The statements of this library: each is a <c>.sql</c> file beside the store that runs it, embedded under its path.</summary>
internal static class SqlFile
{
    private const string Prefix = "Heimdall.Ledger.";

    private static readonly Assembly Assembly = typeof(SqlFile).Assembly;

    /// <summary>Names of all statements and migrations, such as <c>Jobs.claim_jobs.sql</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>Reads one statement, such as <c>Jobs.claim_jobs</c>.</summary>
    public static string Read(string name)
    {
        using var stream = Assembly.GetManifestResourceStream($"{Prefix}{name}.sql")
            ?? throw new ArgumentException($"No statement named {name} is embedded.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
