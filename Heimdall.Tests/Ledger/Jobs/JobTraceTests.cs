using System.Diagnostics;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Tests.Ledger.Jobs;

public sealed class JobTraceTests
{
    [Fact]
    public void A_job_belongs_to_the_trace_of_its_cause()
    {
        var context = JobTrace.ContextOf(Guid.CreateVersion7(), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (context.TraceId.ToHexString(), context.SpanId.ToHexString()));
        Assert.True(context.IsRemote);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no context")]
    public void A_job_without_a_cause_has_a_trace_of_its_own_that_everybody_agrees_on(string? traceparent)
    {
        var id = Guid.CreateVersion7();
        var context = JobTrace.ContextOf(id, traceparent);
        Assert.Equal(id.ToString("N"), context.TraceId.ToHexString());
        Assert.Equal(context, JobTrace.ContextOf(id, null));
        Assert.True(context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        Assert.NotEqual(default, context.SpanId);
    }
}
