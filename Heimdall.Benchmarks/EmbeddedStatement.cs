namespace Heimdall.Benchmarks;

/// <summary>A statement of the benchmarks: a <c>.sql</c> file beside the class that runs it, embedded under its path.</summary>
internal static class EmbeddedStatement
{
    private const string Prefix = "Heimdall.Benchmarks.";

    /// <summary>Reads one, such as <c>Seed.begin_batch</c>.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedStatement).Assembly.GetManifestResourceStream($"{Prefix}{name}.sql")
            ?? throw new ArgumentException($"No statement named {name} is embedded.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
