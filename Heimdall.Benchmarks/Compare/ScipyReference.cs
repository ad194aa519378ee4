using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Heimdall.Benchmarks.Compare;

/// <summary>The Python reference at work in a process of its own, on one thread; it has the recording in memory.</summary>
internal sealed class ScipyReference : IAsyncDisposable
{
    /// <summary>Where Debian's Python is, whose SciPy apt-get installs, and then what the path says.</summary>
    private static readonly string[] _interpreters = ["/usr/bin/python3", "python3"];

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ScipyReference(Process process) => _process = process;

    /// <summary>Starts it and lets it load the recording.</summary>
    /// <exception cref="PythonMissingException">There is no Python with SciPy.</exception>
    /// <exception cref="IOException">It ended, with what it said.</exception>
    public static async Task<ScipyReference> StartAsync(string file, double sampleRateHz, string datatype, CancellationToken cancellationToken)
    {
        var interpreter = await FindInterpreterAsync(cancellationToken) ?? throw new PythonMissingException(_interpreters);
        var script = Path.Combine(AppContext.BaseDirectory, "reference", "rf_iq_scipy.py");
        string[] arguments =
            [script, "serve", file, "--sample-rate", sampleRateHz.ToString("R", CultureInfo.InvariantCulture), "--datatype", datatype];
        var reference = new ScipyReference(Start(interpreter, arguments));
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

    private static async Task<string?> FindInterpreterAsync(CancellationToken cancellationToken)
    {
        foreach (var interpreter in _interpreters)
        {
            try
            {
                using var process = Start(interpreter, ["-c", "import numpy, scipy.signal, scipy.stats"]);
                await process.WaitForExitAsync(cancellationToken);
                if (process.ExitCode == 0)
                {
                    return interpreter;
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not on this machine: the next one.
                continue;
            }
        }

        return null;
    }

    private static Process Start(string interpreter, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(interpreter, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var threads in (string[])["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"])
        {
            start.Environment[threads] = "1";
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{interpreter} was not started.");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_patience);
        return await _process.StandardOutput.ReadLineAsync(deadline.Token)
            ?? throw new IOException($"The Python reference ended: {(await _process.StandardError.ReadToEndAsync(deadline.Token)).Trim()}");
    }
}

/// <summary>There is no Python to compare with.</summary>
internal sealed class PythonMissingException(IEnumerable<string> tried) : Exception(
    $"Python 3 with NumPy and SciPy is needed and not there (tried {string.Join(", ", tried)}). On Debian: apt-get install python3-scipy");
