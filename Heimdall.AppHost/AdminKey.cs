namespace Heimdall.AppHost;

/// <summary>The first admin's key, where the operator gives it. Otherwise the engine makes one and keeps it.</summary>
internal static class AdminKey
{
    public const string Variable = "HEIMDALL_ADMIN_KEY";

    /// <summary>The parameter that gives it to the API.</summary>
    public const string Setting = "Parameters:admin";

    /// <summary>Null when the operator gave none.</summary>
    public static string? Given => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } key ? key : null;
}
