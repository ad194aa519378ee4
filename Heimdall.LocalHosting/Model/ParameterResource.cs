namespace Heimdall.LocalHosting;

/// <summary>A value from outside: configuration <c>Parameters:{name}</c>, a default, or, for a secret, one generated once and kept.</summary>
public sealed class ParameterResource : Resource
{
    private readonly Func<string> resolve;

    /// <summary>Describes the parameter.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="resolve">Gives the value; called at every use.</param>
    /// <param name="secret">Never shown.</param>
    public ParameterResource(string name, Func<string> resolve, bool secret = false)
        : base(name)
    {
        this.resolve = resolve;
        Secret = secret;
    }

    public bool Secret { get; }

    /// <summary>The value as it was last used; null before it is.</summary>
    internal string? UsedValue { get; private set; }

    /// <summary>The value, resolved now.</summary>
    /// <exception cref="LocalEngineException">It has no value.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<string?>(Value);
    }

    internal string Value => UsedValue = resolve();
}
