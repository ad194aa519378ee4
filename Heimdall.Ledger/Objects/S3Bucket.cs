using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Heimdall.Ledger.Objects;

/// <summary>The store's own bucket, created at the first use where it is missing; replicas may do so at the same time.</summary>
internal sealed class S3Bucket(AmazonS3Client client, string name)
{
    private volatile bool _isThere;

    /// <summary>Creates the bucket where it is missing; asks once in the life of the process.</summary>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach or refuses.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (!_isThere)
        {
            if (!await IsThereAsync(cancellationToken))
            {
                await CreateAsync(cancellationToken);
            }

            _isThere = true;
        }
    }

    /// <summary>Throws when the bucket is not there (any more): that is the world's fault and no missing recording.</summary>
    /// <exception cref="ObjectStoreUnavailableException">It is gone, or the store is out of reach or refuses.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (!await IsThereAsync(cancellationToken))
        {
            throw new ObjectStoreUnavailableException($"The bucket {name} is gone");
        }
    }

    private Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        S3Faults.GuardAsync($"bucket {name}", cancellationToken, async () =>
        {
            try
            {
                await client.HeadBucketAsync(new HeadBucketRequest { BucketName = name }, cancellationToken);
                return true;
            }
            catch (AmazonS3Exception answer) when (S3Faults.IsMissing(answer))
            {
                return false;
            }
        });

    private Task<bool> CreateAsync(CancellationToken cancellationToken) =>
        S3Faults.GuardAsync($"bucket {name}", cancellationToken, async () =>
        {
            try
            {
                await client.PutBucketAsync(new PutBucketRequest { BucketName = name, UseClientRegion = false }, cancellationToken);
                return true;
            }
            catch (AmazonS3Exception answer) when (answer.StatusCode == HttpStatusCode.Conflict)
            {
                // Another replica was faster. A bucket of somebody else's answers 403 to the next request, which says so.
                return false;
            }
        });
}
