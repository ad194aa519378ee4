using System.Text.RegularExpressions;

namespace Heimdall.LocalHosting;

/// <summary>What every resource has: a name and annotations.</summary>
public abstract partial class Resource : IResource
{
    /// <summary>Names the resource.</summary>
    /// <param name="name">Starts with an ASCII letter; letters, digits and single hyphens; at most 64 characters.</param>
    /// <exception cref="ArgumentException">The name breaks that rule.</exception>
    protected Resource(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 64 || !ValidName().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' is not a resource name: a letter, then letters, digits and single hyphens, 64 at most.", nameof(name));
        }

        Name = name;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public ResourceAnnotationCollection Annotations { get; } = [];

    // A name is a folder, a file name and part of environment variables: nothing else may get through.
    [GeneratedRegex("^[A-Za-z](-?[A-Za-z0-9])*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ValidName();
}
