using Xunit.Abstractions;
using Xunit.Sdk;

namespace Heimdall.Tests.Servers;

/// <summary>
/// Names the programs that a test class cannot do without; its <see cref="ServerFactAttribute"/>s are skipped where one is absent.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsProgramsAttribute(params string[] programs) : Attribute
{
    public IReadOnlyList<string> Programs { get; } = programs;
}

/// <summary>A fact that is skipped, with the reason, where a program that its class needs is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Heimdall.Tests.Servers.ServerFactDiscoverer", "Heimdall.Tests")]
public sealed class ServerFactAttribute : FactAttribute;

/// <summary>Found by name, from <see cref="ServerFactAttribute"/>.</summary>
public sealed class ServerFactDiscoverer(IMessageSink diagnosticMessageSink) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [
            new ServerTestCase(
                diagnosticMessageSink,
                discoveryOptions.MethodDisplayOrDefault(),
                discoveryOptions.MethodDisplayOptionsOrDefault(),
                testMethod),
        ];
}

/// <summary>The class, unlike an attribute on an inherited method, knows which server it is about.</summary>
public sealed class ServerTestCase : XunitTestCase
{
    [Obsolete("For deserialisation by the test runner")]
    public ServerTestCase()
    {
    }

    public ServerTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute)
    {
        var needed = TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsProgramsAttribute))
            .SelectMany(attribute => attribute.GetNamedArgument<IReadOnlyList<string>>(nameof(NeedsProgramsAttribute.Programs)));
        return InstalledProgram.WhyAbsent(needed) ?? base.GetSkipReason(factAttribute);
    }
}
