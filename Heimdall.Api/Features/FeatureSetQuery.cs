using System.ComponentModel;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Features;

/// <summary>Which feature set is asked about: rf.iq in its current version unless something else is said.</summary>
internal sealed record FeatureSetQuery(
    [property: FromQuery(Name = "feature_set"), Description("rf.iq by default.")] string? FeatureSet,
    [property: FromQuery(Name = "feature_version"), Description("The set's current version by default.")] int? FeatureVersion);

/// <summary>Finds the feature sets that requests name.</summary>
internal static class FeatureSets
{
    /// <returns>The set; null where it is not known in this version.</returns>
    public static Task<RegisteredFeatureSet?> FindAsync(this FeatureSetStore sets, string? name, int? version, CancellationToken cancellationToken)
    {
        var set = name ?? FeatureSetId.DefaultSet;
        if (!IsPossible(set))
        {
            return Task.FromResult<RegisteredFeatureSet?>(null);
        }

        return version is { } wanted ? sets.FindAsync(new FeatureSetId(set, wanted), cancellationToken) : sets.FindCurrentAsync(set, cancellationToken);
    }

    /// <summary>False for a text that the database cannot even be asked about: it has no NUL.</summary>
    public static bool IsPossible(string name) => !name.Contains('\0');

    public static async Task<ProblemHttpResult> NotFoundAsync(this FeatureSetStore sets, string? name, int? version, CancellationToken cancellationToken)
    {
        var known = (await sets.ListAsync(cancellationToken)).Select(set => set.Id.ToString()).ToList();
        return Problem.Of(
            StatusCodes.Status404NotFound,
            "feature_set_not_found",
            "Feature set not found",
            $"Feature set not found: {name ?? FeatureSetId.DefaultSet}{(version is null ? "" : $" {version}")}. Known are: {string.Join(", ", known)}.",
            new KeyValuePair<string, object?>("known", known));
    }
}
