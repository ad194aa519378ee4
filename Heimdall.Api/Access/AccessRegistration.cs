using Heimdall.Api.Console;
using Microsoft.AspNetCore.Authentication;

namespace Heimdall.Api.Access;

/// <summary>Keys and roles among the API's services.</summary>
internal static class AccessRegistration
{
    private const string KeyOrConsole = "KeyOrConsole";

    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(AdminKey.Read(configuration)).AddSingleton<FailedAuthentications>().AddSingleton<KeyChecks>();
        services.AddSingleton(ConsoleSettings.Read(configuration)).AddSingleton<OverviewReader>().AddSingleton<HistoryReader>();

        // The core alone: the whole of it would write data protection keys, which nothing here needs, into the user's home.
        services.AddWebEncoders().AddAuthenticationCore(options => options.DefaultScheme = KeyOrConsole);
        new AuthenticationBuilder(services)
            .AddPolicyScheme(KeyOrConsole, null, either => either.ForwardDefaultSelector = context =>
                ConsoleAuthentication.Concerns(context.Request) ? ConsoleAuthentication.SchemeName : ApiKeyAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, ConsoleAuthentication>(
                ConsoleAuthentication.SchemeName, null, console => console.ForwardForbid = ApiKeyAuthentication.SchemeName);
        services.AddAuthorization(Role.AddPolicies);
        return services;
    }
}
