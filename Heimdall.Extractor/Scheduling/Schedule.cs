namespace Heimdall.Extractor.Scheduling;

/// <summary>A task and how often it is due.</summary>
internal sealed record Schedule(string Task, TimeSpan Interval);
