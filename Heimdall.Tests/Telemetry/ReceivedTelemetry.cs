using System.Globalization;

namespace Heimdall.Tests.Telemetry;

internal sealed record ReceivedSpan(
    string Service,
    string Source,
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    int Kind,
    TimeSpan Duration,
    bool IsError,
    string StatusMessage,
    IReadOnlyDictionary<string, string> Tags)
{
    public const int Server = 2;
    public const int Client = 3;
    public const int Producer = 4;
    public const int Consumer = 5;

    public bool IsRoot => ParentId.Length == 0;

    public string Tag(string name) => Tags.GetValueOrDefault(name, "");

    public override string ToString() => $"{Service} {Source}: {Name} ({SpanId} under {ParentId}) {string.Join(' ', Tags.Select(tag => $"{tag.Key}={tag.Value}"))}";
}

internal sealed record ReceivedMetric(string Service, string Name, string Unit, string Kind, IReadOnlyList<IReadOnlyDictionary<string, string>> Points);

internal sealed record ReceivedLog(string Service, string Category, string Text, string TraceId, string SpanId);

/// <summary>OTLP's messages as records, by the field numbers of its published definition.</summary>
internal static class OtlpMessages
{
    public static IEnumerable<ReceivedSpan> Spans(ProtobufMessage request) =>
        from resource in request.Messages(1)
        let service = Tags(resource.Message(1), 1)["service.name"]
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        let status = span.Has(15) ? span.Message(15) : null
        select new ReceivedSpan(
            service,
            scope.Message(1).Text(1),
            span.Hex(1),
            span.Hex(2),
            span.Hex(4),
            span.Text(5),
            (int)span.Number(6),
            TimeSpan.FromTicks((long)((span.Number(8) - span.Number(7)) / 100)),
            status?.Number(3) == 2,
            status?.Text(2) ?? "",
            Tags(span, 9));

    public static IEnumerable<ReceivedMetric> Metrics(ProtobufMessage request) =>
        from resource in request.Messages(1)
        let service = Tags(resource.Message(1), 1)["service.name"]
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        let kind = metric.Has(5) ? 5 : metric.Has(7) ? 7 : 9
        select new ReceivedMetric(
            service,
            metric.Text(1),
            metric.Text(3),
            kind switch { 5 => "gauge", 7 => metric.Message(7).Number(3) == 1 ? "counter" : "gauge", _ => "histogram" },
            [.. metric.Message(kind).Messages(1).Select(point => Tags(point, kind == 9 ? 9 : 7))]);

    public static IEnumerable<ReceivedLog> Logs(ProtobufMessage request) =>
        from resource in request.Messages(1)
        let service = Tags(resource.Message(1), 1)["service.name"]
        from scope in resource.Messages(2)
        from log in scope.Messages(2)
        select new ReceivedLog(service, scope.Message(1).Text(1), Value(log.Message(5)), log.Hex(9), log.Hex(10));

    public static IReadOnlyDictionary<string, string> Resource(ProtobufMessage request) => Tags(request.Messages(1).First().Message(1), 1);

    private static Dictionary<string, string> Tags(ProtobufMessage owner, int field) =>
        owner.Messages(field).ToDictionary(tag => tag.Text(1), tag => Value(tag.Message(2)), StringComparer.Ordinal);

    private static string Value(ProtobufMessage any) => any switch
    {
        _ when any.Has(1) => any.Text(1),
        _ when any.Has(2) => any.Number(2) == 1 ? "true" : "false",
        _ when any.Has(3) => ((long)any.Number(3)).ToString(CultureInfo.InvariantCulture),
        _ when any.Has(4) => any.Double(4).ToString("R", CultureInfo.InvariantCulture),
        _ when any.Has(5) => string.Join(',', any.Message(5).Messages(1).Select(Value)),
        _ => "",
    };
}
