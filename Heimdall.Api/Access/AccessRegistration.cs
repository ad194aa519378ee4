using Microsoft.AspNetCore.Authentication;

namespace Heimdall.Api.Access;

/// <summary>Keys and roles among the API's services.</summary>
internal static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(AdminKey.Read(configuration)).AddSingleton<FailedAuthentications>();
        services.AddAuthentication(ApiKeyAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        services.AddAuthorization(Role.AddPolicies);
        return services;
    }
}
