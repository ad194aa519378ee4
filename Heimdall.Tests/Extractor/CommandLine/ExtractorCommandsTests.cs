using System.Text.Json;
using Heimdall.Extractor.CommandLine;

namespace Heimdall.Tests.Extractor.CommandLine;

public sealed class ExtractorCommandsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly MemoryStream _json = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_files_features_are_printed_as_json()
    {
        var recording = TestRecording.Tone(samples: 20_500);
        await File.WriteAllBytesAsync(_file, recording.Stored!);

        Assert.Equal(0, await RunAsync("features", _file, "--sample-rate", "20000", "--datatype", "cf32_le", "--calibration-offset-db", "-30", "--chunks"));

        var receiver = JsonDocument.Parse(_json.ToArray()).RootElement;
        Assert.Equal(("ok", 20_000.0, "declared", 20_500, 500), (
            receiver.GetProperty("status").GetString(), receiver.GetProperty("sample_rate_hz").GetDouble(), receiver.GetProperty("sample_rate_source").GetString(),
            receiver.GetProperty("samples").GetInt32(), receiver.GetProperty("samples_dropped").GetInt32()));
        Assert.Equal(Convert.ToHexStringLower(recording.Sha256!), receiver.GetProperty("sha256").GetString());
        var rssi = receiver.GetProperty("features").GetProperty("rssi_dbfs");
        Assert.Equal((5, -20.0), (rssi.GetProperty("count").GetInt32(), Math.Round(rssi.GetProperty("mean").GetDouble(), 1)));
        Assert.Equal(rssi.GetProperty("mean").GetDouble() - 30, receiver.GetProperty("features").GetProperty("rssi_dbm").GetProperty("mean").GetDouble(), 1e-9);
        Assert.Equal([0, 4000, 8000, 12_000, 16_000], receiver.GetProperty("chunks").GetProperty("start_sample").EnumerateArray().Select(start => start.GetInt32()));
        Assert.Equal(5, receiver.GetProperty("chunks").GetProperty("snr_db").GetArrayLength());
    }

    [Fact]
    public async Task Data_at_fault_is_said_and_ends_with_1()
    {
        await File.WriteAllBytesAsync(_file, TestRecording.OddByteCount().Stored!);
        Assert.Equal(1, await RunAsync("features", _file, "--sample-rate", "20000", "--datatype", "cf32_le"));
        Assert.StartsWith("Invalid IQ data format: 160003 bytes", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, _json.Length);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_and_ends_with_1()
    {
        Assert.Equal(1, await RunAsync("features", "/nowhere/at-all", "--sample-rate", "20000", "--datatype", "cf32_le"));
        Assert.StartsWith("IQ file not found: /nowhere/at-all", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("features")]
    [InlineData("features", "x", "--sample-rate", "20000")]
    [InlineData("features", "x", "--sample-rate", "fast", "--datatype", "cf32_le")]
    [InlineData("features", "x", "--sample-rate", "-1", "--datatype", "cf32_le")]
    [InlineData("features", "x", "--sample-rate", "20000", "--datatype", "cf32")]
    [InlineData("features", "x", "--sample-rate", "20000", "--datatype", "cf32_le", "--dc-guard-bins", "17")]
    [InlineData("extract")]
    public async Task A_mistake_on_the_command_line_ends_with_2(params string[] args)
    {
        Assert.Equal(2, await RunAsync(args));
        Assert.NotEqual("", _error.ToString());
    }

    private Task<int> RunAsync(params string[] args) => ExtractorCommands.RunAsync(args, _json, _output, _error);
}
