using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Heimdall.ServiceDefaults.Http;

/// <summary>How a request is tried: three times more at most, with growing jittered pauses, 10 s a try and 30 s in all.</summary>
internal sealed class RequestPipeline
{
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Try = TimeSpan.FromSeconds(10);

    public RequestPipeline(TimeProvider time)
    {
        var transient = new PredicateBuilder<HttpResponseMessage>()
            .Handle<HttpRequestException>()
            .Handle<TimeoutRejectedException>()
            .HandleResult(answer => answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError);
        Pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(Total)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = transient,
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddTimeout(Try)
            .Build();
    }

    public ResiliencePipeline<HttpResponseMessage> Pipeline { get; }
}
