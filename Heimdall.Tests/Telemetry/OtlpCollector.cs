using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Heimdall.Tests.Telemetry;

/// <summary>What telemetry is sent to: a collector that keeps all it gets, over http/protobuf and over gRPC.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private const int FrameHeaderBytes = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentQueue<ReceivedMetric> _metrics = new();
    private readonly ConcurrentQueue<ReceivedLog> _logs = new();
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _resources = new();

    private OtlpCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, http => http.Protocols = HttpProtocols.Http1);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, grpc => grpc.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.UseRouting();
        Map("traces", "trace", "Trace", request => Keep(_spans, OtlpMessages.Spans(request).Where(IsNotOwn)));
        Map("metrics", "metrics", "Metrics", request => Keep(_metrics, OtlpMessages.Metrics(request)));
        Map("logs", "logs", "Logs", request => Keep(_logs, OtlpMessages.Logs(request)));
    }

    public string HttpEndpoint => _app.Urls.First();

    public string GrpcEndpoint => _app.Urls.Last();

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    public IReadOnlyCollection<ReceivedMetric> Metrics => _metrics;

    public IReadOnlyCollection<ReceivedLog> Logs => _logs;

    public IReadOnlyCollection<IReadOnlyDictionary<string, string>> Resources => _resources;

    public static async Task<OtlpCollector> StartAsync()
    {
        // As the services do, so that it knows its own requests.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        var collector = new OtlpCollector();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>True where the bytes of anything that came hold this text.</summary>
    public bool HasSeen(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        return _bodies.Any(body => body.AsSpan().IndexOf(wanted) >= 0);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map(string path, string package, string service, Action<ProtobufMessage> take)
    {
        _app.MapPost($"/v1/{path}", async (HttpContext context) =>
        {
            take(Read(await BodyAsync(context)));
            context.Response.ContentType = "application/x-protobuf";
        });
        _app.MapPost($"/opentelemetry.proto.collector.{package}.v1.{service}Service/Export", async (HttpContext context) =>
        {
            var body = await BodyAsync(context);
            take(Read(body.AsMemory(FrameHeaderBytes, BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)))));
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(new byte[FrameHeaderBytes]);
            context.Response.AppendTrailer("grpc-status", "0");
        });
    }

    private ProtobufMessage Read(ReadOnlyMemory<byte> bytes)
    {
        _bodies.Enqueue(bytes.ToArray());
        var request = new ProtobufMessage(bytes);
        _resources.Enqueue(OtlpMessages.Resource(request));
        return request;
    }

    // In a service's process it is seen by it, too.
    private static bool IsNotOwn(ReceivedSpan span) =>
        !span.Tag("url.path").StartsWith("/v1/", StringComparison.Ordinal) && !span.Tag("url.path").StartsWith("/opentelemetry", StringComparison.Ordinal);

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private static void Keep<T>(ConcurrentQueue<T> kept, IEnumerable<T> came)
    {
        foreach (var one in came)
        {
            kept.Enqueue(one);
        }
    }
}
