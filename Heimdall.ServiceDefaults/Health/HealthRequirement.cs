namespace Heimdall.ServiceDefaults.Health;

/// <summary>What a dependency's failure means for the service that has it.</summary>
public enum HealthRequirement
{
    /// <summary>The service cannot work without it: <c>/health</c> answers 503.</summary>
    Required,

    /// <summary>The service goes on without it: <c>/health</c> answers 200 and says <c>degraded</c>.</summary>
    Optional,
}
