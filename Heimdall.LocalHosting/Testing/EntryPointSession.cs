using System.Reflection;

namespace Heimdall.LocalHosting.Testing;

/// <summary>Runs an app host's entry point inside a test up to <c>Build()</c>, and takes the description it made.</summary>
/// <param name="entryAssembly">The app host.</param>
internal sealed class EntryPointSession(Assembly entryAssembly)
{
    private static readonly AsyncLocal<EntryPointSession?> Ambient = new();

    private DistributedApplicationBuilder? described;

    /// <summary>The session that the running code is inside of; null outside of tests.</summary>
    public static EntryPointSession? Current => Ambient.Value;

    /// <summary>Runs the entry point.</summary>
    /// <exception cref="InvalidOperationException">It ended without describing a system.</exception>
    public DistributedApplicationBuilder Run(string[] args)
    {
        var entryPoint = entryAssembly.EntryPoint ?? throw new InvalidOperationException($"{entryAssembly.GetName().Name} has no entry point.");
        Ambient.Value = this;
        object? result = null;
        try
        {
            result = entryPoint.Invoke(null, entryPoint.GetParameters().Length == 0 ? [] : [args]);
        }
        catch (TargetInvocationException e) when (e.InnerException is DescriptionTakenException)
        {
            // How Build() ends the entry point: what it described is here now.
        }
        finally
        {
            Ambient.Value = null;
        }

        return described ?? throw new InvalidOperationException(
            $"The entry point of {entryAssembly.GetName().Name} ended (result {result ?? "none"}) before it built a system from: {string.Join(' ', args)}");
    }

    public IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = new DistributedApplicationBuilder(args, entryAssembly);
        TestDefaults.Apply(builder);
        return builder;
    }

    /// <summary>Called by <c>Build()</c>: what follows it in the entry point is for the program alone.</summary>
    public void Intercept(DistributedApplicationBuilder builder)
    {
        described = builder;
        throw new DescriptionTakenException();
    }

    private sealed class DescriptionTakenException : Exception;
}
