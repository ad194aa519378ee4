using System.CommandLine;
using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Recordings;

/// <summary>Which recording a command works on: a file, or without one a synthetic signal.</summary>
internal sealed class RecordingOptions
{
    private const double DefaultSampleRateHz = 200_000;
    private const string DefaultDatatype = "cf32_le";

    private readonly Option<FileInfo> _file = new("--file") { Description = "The recording; without one, ten seconds of a synthetic signal" };

    private readonly Option<double> _sampleRate = new("--sample-rate")
    {
        Description = "Samples a second",
        DefaultValueFactory = static _ => DefaultSampleRateHz,
    };

    private readonly Option<string> _datatype = new("--datatype")
    {
        Description = "How the samples are written",
        DefaultValueFactory = static _ => DefaultDatatype,
    };

    public RecordingOptions()
    {
        _file.AcceptExistingOnly();
        _datatype.AcceptOnlyFromAmong([.. IqDatatype.All.Where(type => type.Container == IqContainer.Raw).Select(type => type.Name)]);
        _sampleRate.Validators.Add(static result =>
        {
            if (!SampleRate.IsPossible(result.GetValueOrDefault<double>()))
            {
                result.AddError($"--sample-rate is more than 0 and at most {SampleRate.HighestHz}");
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_sampleRate);
        command.Options.Add(_datatype);
    }

    /// <exception cref="IOException">The file cannot be read.</exception>
    public LoadedRecording Load(ParseResult parsed)
    {
        var sampleRateHz = parsed.GetValue(_sampleRate);
        var datatype = IqDatatype.TryParse(parsed.GetValue(_datatype), out var known)
            ? known
            : throw new InvalidOperationException("The command line has accepted an unknown datatype.");
        var bytes = parsed.GetValue(_file) is { } file
            ? File.ReadAllBytes(file.FullName)
            : SyntheticSignal.Write(datatype, samples: 50 * ChunkGrid.SamplesPerChunk(sampleRateHz));
        return new LoadedRecording(bytes, datatype, sampleRateHz);
    }
}
