using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace Heimdall.Ledger.Objects;

/// <summary>Tells the world's faults from answers: whatever is no answer about one object means that the store cannot serve.</summary>
internal static class S3Faults
{
    /// <summary>Runs one request; everything that is no answer becomes <see cref="ObjectStoreUnavailableException"/>.</summary>
    public static async Task<T> GuardAsync<T>(string about, CancellationToken cancellationToken, Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception e) when (IsWorldAtFault(e, cancellationToken))
        {
            throw Unavailable(about, e);
        }
    }

    /// <summary>True where a request failed for another reason than an answer about its object or the caller's wish to stop.</summary>
    public static bool IsWorldAtFault(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ObjectStoreUnavailableException => false,
        AmazonS3Exception answer => !IsAnswer(answer),
        AmazonClientException or HttpRequestException or IOException or TimeoutException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    public static bool IsMissing(AmazonS3Exception answer) =>
        answer.StatusCode == HttpStatusCode.NotFound || answer.ErrorCode is "NoSuchKey" or "NotFound";

    public static bool IsTaken(AmazonS3Exception answer) =>
        answer.StatusCode == HttpStatusCode.PreconditionFailed || answer.ErrorCode is "PreconditionFailed";

    public static ObjectStoreUnavailableException Unavailable(string about, Exception inner) =>
        new($"The object store failed at {about}: {Describe(inner)}", inner);

    // 409, S3's answer to a writer that met another at work on the same key, is none: who tries again finds the key taken or free.
    private static bool IsAnswer(AmazonS3Exception answer) => IsMissing(answer) || IsTaken(answer);

    private static string Describe(Exception inner) =>
        inner is AmazonS3Exception { ErrorCode.Length: > 0 } answer
            ? $"{(int)answer.StatusCode} {answer.ErrorCode}: {answer.Message}"
            : inner.Message;
}
