using System.Diagnostics.CodeAnalysis;

namespace Heimdall.Extractor.Iq;

/// <summary>What a recording's bytes lie in.</summary>
internal enum IqContainer
{
    /// <summary>Samples from the first byte to the last.</summary>
    Raw,

    /// <summary>A two-channel RIFF WAVE file, I left and Q right; KiwiSDR's too.</summary>
    Wav,

    /// <summary>A NumPy array file of one dimension.</summary>
    Npy,
}

/// <summary>
/// A recording's datatype as it is declared: a complex SigMF datatype (<c>cf32_le</c>, <c>ci16_be</c>, <c>cu8</c>, …; the byte order
/// is part of the name where there is one), or <c>wav</c> or <c>npy</c>, whose header says the rest.
/// </summary>
internal sealed record IqDatatype
{
    private static readonly (string Name, ComponentKind Kind)[] _ordered =
    [
        ("cf32", ComponentKind.Float32),
        ("cf64", ComponentKind.Float64),
        ("ci32", ComponentKind.Int32),
        ("ci16", ComponentKind.Int16),
        ("cu16", ComponentKind.UInt16),
    ];

    private IqDatatype(string name, IqContainer container, SampleCoding? coding) => (Name, Container, Coding) = (name, container, coding);

    /// <summary>Every datatype there is.</summary>
    public static IReadOnlyList<IqDatatype> All { get; } =
    [
        .. _ordered.Select(type => new IqDatatype(type.Name + "_le", IqContainer.Raw, new SampleCoding(type.Kind, IsBigEndian: false))),
        .. _ordered.Select(type => new IqDatatype(type.Name + "_be", IqContainer.Raw, new SampleCoding(type.Kind, IsBigEndian: true))),
        new("ci8", IqContainer.Raw, new SampleCoding(ComponentKind.Int8, IsBigEndian: false)),
        new("cu8", IqContainer.Raw, new SampleCoding(ComponentKind.UInt8, IsBigEndian: false)),
        new("wav", IqContainer.Wav, coding: null),
        new("npy", IqContainer.Npy, coding: null),
    ];

    /// <summary>Such as <c>cf32_le</c>.</summary>
    public string Name { get; }

    public IqContainer Container { get; }

    /// <summary>How the samples are written; null of a container, whose header says it.</summary>
    public SampleCoding? Coding { get; }

    /// <summary>One I and one Q; null of a container.</summary>
    public int? BytesPerSample => Coding?.BytesPerSample;

    /// <summary>Finds a datatype by its exact name. A name without its byte order is none: nothing is guessed.</summary>
    public static bool TryParse(string? name, [NotNullWhen(true)] out IqDatatype? datatype)
    {
        datatype = All.FirstOrDefault(type => string.Equals(type.Name, name, StringComparison.Ordinal));
        return datatype is not null;
    }

    public override string ToString() => Name;
}
