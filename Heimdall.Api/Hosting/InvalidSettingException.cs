namespace Heimdall.Api.Hosting;

/// <summary>A setting is missing or out of its range; the message names the setting and the range, never a secret.</summary>
public sealed class InvalidSettingException(string message) : Exception(message);
