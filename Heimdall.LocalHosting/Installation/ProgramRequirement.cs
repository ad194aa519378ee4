namespace Heimdall.LocalHosting.Installation;

/// <summary>A program that must be on the machine.</summary>
/// <param name="Program">Its name.</param>
/// <param name="Package">The Debian package that brings it.</param>
public sealed record ProgramRequirement(string Program, string Package);
