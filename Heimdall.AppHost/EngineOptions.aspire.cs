using System.CommandLine;

namespace Heimdall.AppHost;

/// <summary>What only Aspire's engine can be told.</summary>
/// <param name="PublishTo">What <c>aspire publish</c> and <c>aspire deploy</c> write.</param>
internal sealed record EngineOptions(PublishTarget PublishTo);

/// <summary>Where a published system runs.</summary>
internal enum PublishTarget
{
    /// <summary>A <c>docker-compose.yaml</c> for one machine.</summary>
    Compose,

    /// <summary>A Helm chart for a cluster.</summary>
    Kubernetes,
}

/// <summary>The part of the command line that belongs to Aspire's engine.</summary>
/// <param name="variable">The environment.</param>
internal sealed class EngineCommand(Func<string, string?> variable)
{
    private const string Variable = "HEIMDALL_PUBLISH_TO";

    private readonly Option<string?> publishTo = new("--publish-to")
    {
        Description = $"What is published: compose or kubernetes [{Variable}]",
        HelpName = "TARGET",
        DefaultValueFactory = _ => variable(Variable) is { Length: > 0 } value ? value : "compose",
    };

    public static string Description => "Heimdall: IQ recordings of a network of receivers in, features out. Runs the whole system in containers.";

    /// <summary>Whether words that Heimdall does not know are the engine's own: <c>aspire publish</c> hands on its operation and folders.</summary>
    public static bool TakesOtherWords => true;

    public IEnumerable<Option> Options => [publishTo];

    /// <summary>Reads what the operator chose.</summary>
    /// <param name="parsed">The command line, without mistakes so far.</param>
    /// <param name="mistake">What is wrong; empty when nothing is.</param>
    /// <returns>Null after a mistake.</returns>
    public EngineOptions? Read(ParseResult parsed, out string mistake)
    {
        mistake = string.Empty;
        switch (parsed.GetValue(publishTo)?.ToUpperInvariant())
        {
            case "COMPOSE":
                return new EngineOptions(PublishTarget.Compose);
            case "KUBERNETES":
                return new EngineOptions(PublishTarget.Kubernetes);
            default:
                mistake = $"--publish-to is '{parsed.GetValue(publishTo)}'; it must be compose or kubernetes.";
                return null;
        }
    }
}
