namespace Heimdall.AppHost;

/// <summary>What the operator chose.</summary>
/// <param name="ApiPort">The API's public port.</param>
/// <param name="Replicas">Extractors.</param>
/// <param name="Demo">Record a demonstration session.</param>
/// <param name="Exit">End after the demonstration.</param>
/// <param name="Engine">What only the engine in use can be told.</param>
internal sealed record AppHostOptions(int ApiPort, int Replicas, bool Demo, bool Exit, EngineOptions Engine);
