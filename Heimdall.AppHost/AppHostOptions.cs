using Heimdall.LocalHosting.Installation;

namespace Heimdall.AppHost;

/// <summary>What the operator chose.</summary>
/// <param name="DataDirectory">Where databases, objects, secrets and logs are kept; full path.</param>
/// <param name="ApiPort">The API's public port.</param>
/// <param name="Replicas">Extractors.</param>
/// <param name="Install">What may be installed.</param>
/// <param name="Demo">Record a demonstration session.</param>
/// <param name="Exit">End after the demonstration.</param>
internal sealed record AppHostOptions(string DataDirectory, int ApiPort, int Replicas, InstallPolicy Install, bool Demo, bool Exit);
