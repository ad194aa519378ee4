using Microsoft.AspNetCore.Authentication;

namespace Heimdall.Api.Access;

/// <summary>Keys and roles among the API's services.</summary>
internal static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(AdminKey.Read(configuration)).AddSingleton<FailedAuthentications>();

        // The core alone: the whole of it would write data protection keys, which nothing here needs, into the user's home.
        services.AddWebEncoders().AddAuthenticationCore(options => options.DefaultScheme = ApiKeyAuthentication.SchemeName);
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        services.AddAuthorization(Role.AddPolicies);
        return services;
    }
}
