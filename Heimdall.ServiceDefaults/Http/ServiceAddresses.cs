using Microsoft.Extensions.Configuration;

namespace Heimdall.ServiceDefaults.Http;

/// <summary>
/// Where services are, by name: <c>services:{name}:{scheme}:{n}</c> of the configuration, which is what an Aspire app host injects as
/// <c>services__{name}__{scheme}__{n}</c>. Several addresses are used in turn.
/// </summary>
internal sealed class ServiceAddresses(IConfiguration configuration)
{
    private const string Section = "services";

    private uint _turn;

    /// <summary>The address to send a request to.</summary>
    /// <param name="asked">Such as <c>http://api/…</c>, or <c>https+http://api/…</c> for the first of them that there is.</param>
    /// <returns>The address with host and port replaced; as it was where no service has this name.</returns>
    public Uri Find(Uri asked)
    {
        foreach (var scheme in asked.Scheme.Split('+'))
        {
            var addresses = configuration.GetSection($"{Section}:{asked.Host}:{scheme}").GetChildren().Select(entry => entry.Value).OfType<string>().ToList();
            if (addresses.Count > 0)
            {
                var found = new Uri(addresses[(int)(Interlocked.Increment(ref _turn) % (uint)addresses.Count)]);
                return new UriBuilder(asked) { Scheme = found.Scheme, Host = found.Host, Port = found.Port }.Uri;
            }
        }

        return asked;
    }
}
