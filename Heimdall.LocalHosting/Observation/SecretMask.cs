namespace Heimdall.LocalHosting.Observation;

/// <summary>Takes the system's secrets out of what processes print, before it reaches a log file or a screen.</summary>
/// <param name="resources">The system; its secret parameters are what is looked for.</param>
internal sealed class SecretMask(IReadOnlyList<IResource> resources)
{
    public const string Masked = "***";

    // A shorter one would take ordinary words with it.
    private const int MinLength = 8;

    private readonly IReadOnlyList<ParameterResource> secrets = [.. resources.OfType<ParameterResource>().Where(p => p.Secret)];

    /// <summary>The text with stars for every secret that has been used so far.</summary>
    public string Apply(string text)
    {
        foreach (var secret in secrets)
        {
            if (secret.UsedValue is { Length: >= MinLength } value)
            {
                text = text.Replace(value, Masked, StringComparison.Ordinal).Replace(Uri.EscapeDataString(value), Masked, StringComparison.Ordinal);
            }
        }

        return text;
    }
}
