using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Objects;

namespace Heimdall.Extractor.CommandLine;

/// <summary>What the command <c>features</c> was asked.</summary>
internal sealed record FeaturesRequest(
    string File, string Datatype, double? SampleRateHz, int DcGuardBins, double? CalibrationOffsetDb, bool WithChunks);

/// <summary>The features of a file, by the very code that the worker runs.</summary>
internal static class FeaturesOfFile
{
    private const int Success = 0;
    private const int DataAtFault = 1;
    private const int BufferBytes = 64 * 1024;

    /// <returns>The exit code.</returns>
    public static async Task<int> PrintAsync(FeaturesRequest request, Stream json, TextWriter error, CancellationToken cancellationToken)
    {
        var (set, featureNames) = (RecordingExtraction.RfIq.Id, RecordingExtraction.RfIq.FeatureNames);
        try
        {
            switch (await ExtractAsync(request, set, cancellationToken))
            {
                case ReceiverResult.Ok ok:
                    await ReceiverJson.WriteAsync(json, request.File, set, featureNames, ok, request.WithChunks, cancellationToken);
                    return Success;
                case ReceiverResult.Failed failed:
                    await error.WriteLineAsync($"{failed.ErrorMessage} ({failed.ErrorCode})");
                    return DataAtFault;
                case var other:
                    throw new InvalidOperationException($"{other.GetType().Name} is no result of an extraction.");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(fault.Message);
            return DataAtFault;
        }
    }

    private static Task<ReceiverResult> ExtractAsync(FeaturesRequest request, FeatureSetId set, CancellationToken cancellationToken)
    {
        var recording = new Recording(
            MeasurementId: Guid.Empty,
            Location: request.File,
            request.Datatype,
            request.SampleRateHz,
            Bytes: null,
            Sha256: null,
            request.DcGuardBins,
            request.CalibrationOffsetDb,
            (_, _) => Task.FromResult(Open(request.File)));
        return new RecordingExtraction(TimeProvider.System, new ComputingCores(Environment.ProcessorCount)).ExtractAsync(
            recording, set, static _ => { }, new StageTimes(TimeProvider.System), cancellationToken);
    }

    private static Stream Open(string file)
    {
        try
        {
            return new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ObjectMissingException(file, missing);
        }
    }
}
