namespace Heimdall.LocalHosting;

/// <summary>The system cannot start or go on, and the message tells its operator why and what to do.</summary>
public sealed class LocalEngineException : Exception
{
    public LocalEngineException(string message)
        : base(message)
    {
    }

    public LocalEngineException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
