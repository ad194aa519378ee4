using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Heimdall.Benchmarks.Compare;

/// <summary>The Python reference at work in a process of its own, on one thread; it has the recording in memory.</summary>
internal sealed class ScipyReference : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ScipyReference(Process process) => _process = process;

    /// <summary>The reference itself.</summary>
    public static string Script { get; } = Path.Combine(AppContext.BaseDirectory, "reference", "rf_iq_scipy.py");

    /// <summary>Starts it and lets it load the recording.</summary>
    /// <exception cref="PythonMissingException">There is no Python with SciPy.</exception>
    /// <exception cref="IOException">It ended, with what it said.</exception>
    public static async Task<ScipyReference> StartAsync(string file, double sampleRateHz, string datatype, CancellationToken cancellationToken)
    {
        var python = await PythonInterpreter.FindAsync(cancellationToken) ?? throw new PythonMissingException();
        var rate = sampleRateHz.ToString("R", CultureInfo.InvariantCulture);
        var reference = new ScipyReference(
            PythonInterpreter.Start(python, [Script, "serve", file, "--sample-rate", rate, "--datatype", datatype]));
        await reference.ReadLineAsync(cancellationToken);
        return reference;
    }

    /// <summary>Extracts the recording for a number of CPU seconds.</summary>
    /// <returns>Samples a CPU second.</returns>
    /// <exception cref="IOException">It ended, with what it said.</exception>
    public async Task<double> RunForCpuAsync(TimeSpan cpu, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(cpu.TotalSeconds.ToString("R", CultureInfo.InvariantCulture).AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        using var answer = JsonDocument.Parse(await ReadLineAsync(cancellationToken));
        return answer.RootElement.GetProperty("samples").GetInt64() / answer.RootElement.GetProperty("cpu_seconds").GetDouble();
    }

    public async ValueTask DisposeAsync()
    {
        // The end of its input is the end of its work.
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(deadline.Token);
        _process.Dispose();
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_patience);
        return await _process.StandardOutput.ReadLineAsync(deadline.Token)
            ?? throw new IOException($"The Python reference ended: {(await _process.StandardError.ReadToEndAsync(deadline.Token)).Trim()}");
    }
}
