using Xunit.Abstractions;
using Xunit.Sdk;

namespace Heimdall.Tests.Servers;

/// <summary>The test class is about a real S3 service: its <see cref="ServerFactAttribute"/>s are skipped where none can be had.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsCephAttribute : Attribute;

/// <summary>A fact that is skipped, with the reason, where the server that its class needs cannot be had.</summary>
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

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsCephAttribute)).Any() && TestPrograms.Ceph.WhyAbsent is { } reason
            ? reason
            : base.GetSkipReason(factAttribute);
}
