using System.Runtime.Versioning;

// Heimdall runs on Linux: file modes, signals and /proc are what the local engine is made of.
[assembly: SupportedOSPlatform("linux")]
