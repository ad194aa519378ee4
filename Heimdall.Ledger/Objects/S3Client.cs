using Amazon.Runtime;
using Amazon.S3;

namespace Heimdall.Ledger.Objects;

/// <summary>The SDK's client with settings that every S3 service understands and with bounded waits.</summary>
internal static class S3Client
{
    public static AmazonS3Client Create(ObjectStoreConnectionString connection, ObjectStoreOptions options) =>
        new(new BasicAWSCredentials(connection.AccessKey, connection.SecretKey), new AmazonS3Config
        {
            ServiceURL = connection.Endpoint.AbsoluteUri,
            UseHttp = connection.Endpoint.Scheme == Uri.UriSchemeHttp,
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.ForcePathStyle,
            RequestChecksumCalculation = options.ChecksumsWhenSupported
                ? RequestChecksumCalculation.WHEN_SUPPORTED
                : RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = options.ChecksumsWhenSupported
                ? ResponseChecksumValidation.WHEN_SUPPORTED
                : ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = options.RequestTimeout,
            ConnectTimeout = options.ConnectTimeout,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.MaxRetries,
        });
}
