using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Heimdall.Tests.Api;

/// <summary>The API's description.</summary>
public sealed class DocumentationTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    /// <summary>Needs no key: it is where one is given.</summary>
    private const string SignIn = "/api/v1/console/sign-in";

    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task Every_route_is_in_the_document_with_a_summary_and_its_errors()
    {
        var paths = (await DocumentAsync()).GetProperty("paths");
        var routes =
            from endpoint in Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let path = endpoint.RoutePattern.RawText?.TrimEnd('/') ?? ""
            where path.StartsWith("/api/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
            select (Path: path, Method: method.ToLowerInvariant());
        var all = routes.Distinct().ToList();
        Assert.True(all.Count >= 20);
        Assert.All(all, route =>
        {
            var operation = paths.GetProperty(route.Path).GetProperty(route.Method);
            Assert.False(string.IsNullOrEmpty(operation.GetProperty("summary").GetString()));
            Assert.True(operation.GetProperty("responses").TryGetProperty("401", out _));
            Assert.Equal(route.Path == SignIn ? 0 : 2, operation.TryGetProperty("security", out var security) ? security.GetArrayLength() : 0);
            Assert.Contains(operation.GetProperty("responses").EnumerateObject(), response => response.Name[0] == '2');
        });
    }

    [Fact]
    public async Task Names_are_in_snake_case_everywhere()
    {
        var document = await DocumentAsync();
        var parameters = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .Where(operation => operation.Value.TryGetProperty("parameters", out _))
            .SelectMany(operation => operation.Value.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        var members = document.GetProperty("components").GetProperty("schemas").EnumerateObject()
            .Where(schema => schema.Value.TryGetProperty("properties", out _))
            .SelectMany(schema => schema.Value.GetProperty("properties").EnumerateObject().Select(member => member.Name));
        Assert.All(parameters.Concat(members), name => Assert.Matches("^[a-z][a-z0-9_]*$", name));
    }

    [Fact]
    public async Task An_upload_shows_both_kinds_of_body_and_times_are_times()
    {
        var document = await DocumentAsync();
        var upload = document.GetProperty("paths").GetProperty("/api/v1/sessions/{id}/measurements").GetProperty("post");
        Assert.Equal(["application/octet-stream", "application/json"], upload.GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(content => content.Name));
        Assert.Equal(
            ["id", "station_id", "sample_rate_hz", "datatype", "frequency_hz", "recorded_at"],
            upload.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.Equal("date-time", schemas.GetProperty("IsoTime").GetProperty("format").GetString());
        Assert.Equal("date-time", schemas.GetProperty("Session").GetProperty("properties").GetProperty("session_start").GetProperty("format").GetString());
    }

    [Fact]
    public async Task The_pages_come_from_here_alone()
    {
        var page = await Api.Anonymous.GetAsync("/docs/index.html");
        Assert.Equal(200, page.Status);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page.Text);
        Assert.Contains("/openapi/v1.json", (await Api.Anonymous.GetAsync("/docs/index.js")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await Api.Anonymous.GetAsync("/docs/swagger-ui-bundle.js")).Status);
    }

    private async Task<JsonElement> DocumentAsync() => (await Api.Anonymous.GetAsync("/openapi/v1.json")).Expect(200);
}
