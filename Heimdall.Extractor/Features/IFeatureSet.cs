namespace Heimdall.Extractor.Features;

/// <summary>
/// What a feature set is for the queue: a name and a version that jobs ask for, the names it stores, and where its jobs stand. How a
/// recording is worked on is told by what else a set implements. A changed formula is a new version; an old version keeps giving what it
/// gave.
/// </summary>
internal interface IFeatureSet
{
    /// <summary>The set's name, such as <c>rf.iq</c>.</summary>
    string Name { get; }

    /// <summary>1, 2, …</summary>
    int Version { get; }

    /// <summary>The features' names in the order of the values that are stored a chunk; none where none are.</summary>
    IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Where the jobs stand that nobody asked for by hand.</summary>
    JobPlace JobPlace { get; }
}
