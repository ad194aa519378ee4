using System.ComponentModel;
using System.Diagnostics;

namespace Heimdall.Benchmarks.Compare;

/// <summary>The Python that has NumPy and SciPy, if any has.</summary>
internal static class PythonInterpreter
{
    /// <summary>What to do where there is none.</summary>
    public const string Absent = "Python 3 with NumPy and SciPy is needed and not there. On Debian: apt-get install python3-scipy";

    /// <summary>Debian's own, whose SciPy apt-get installs, and then what the path says.</summary>
    private static readonly string[] _candidates = ["/usr/bin/python3", "python3"];

    /// <returns>Null where there is none.</returns>
    public static async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        foreach (var candidate in _candidates)
        {
            if (await CanImportAsync(candidate, cancellationToken))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Starts it with redirected streams, for one thread of work.</summary>
    /// <exception cref="Win32Exception">It is not there.</exception>
    public static Process Start(string python, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(python, arguments)
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

        return Process.Start(start) ?? throw new InvalidOperationException($"{python} was not started.");
    }

    private static async Task<bool> CanImportAsync(string python, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Start(python, ["-c", "import numpy, scipy.signal, scipy.stats"]);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>There is no Python to compare with.</summary>
internal sealed class PythonMissingException() : Exception(PythonInterpreter.Absent);
