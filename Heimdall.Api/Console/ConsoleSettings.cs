using System.Globalization;
using Heimdall.Api.Hosting;

namespace Heimdall.Api.Console;

/// <summary>How long people stay signed in.</summary>
/// <param name="SessionLifetime">Of a signed-in browser; 1 minute to 30 days.</param>
/// <param name="LinkLifetime">Of an address that signs in once; 1 minute to 1 day.</param>
internal sealed record ConsoleSettings(TimeSpan SessionLifetime, TimeSpan LinkLifetime)
{
    private const string Section = "Console";

    /// <exception cref="InvalidSettingException">A setting is not in its range.</exception>
    public static ConsoleSettings Read(IConfiguration configuration) => new(
        Lifetime(configuration, nameof(SessionLifetime), TimeSpan.FromHours(12), TimeSpan.FromDays(30)),
        Lifetime(configuration, nameof(LinkLifetime), TimeSpan.FromHours(1), TimeSpan.FromDays(1)));

    private static TimeSpan Lifetime(IConfiguration configuration, string name, TimeSpan whenUnset, TimeSpan longest)
    {
        var text = configuration[$"{Section}:{name}"];
        if (string.IsNullOrEmpty(text))
        {
            return whenUnset;
        }

        var shortest = TimeSpan.FromMinutes(1);
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var lifetime) && lifetime >= shortest && lifetime <= longest
            ? lifetime
            : throw new InvalidSettingException($"{Section}__{name} is '{text}'; it must be a time such as {whenUnset:c}, from {shortest:c} to {longest:c}.");
    }
}
