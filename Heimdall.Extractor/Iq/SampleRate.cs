namespace Heimdall.Extractor.Iq;

/// <summary>Where the sample rate that the features use comes from.</summary>
internal enum SampleRateSource
{
    /// <summary>The upload said it.</summary>
    Declared,

    /// <summary>The file's header says it.</summary>
    Header,

    /// <summary>Measured by the receiver's GNSS time stamps.</summary>
    Gnss,
}

/// <summary>The sample rate of a recording.</summary>
/// <param name="TrueHz">The best that is known: what the features use.</param>
/// <param name="NominalHz">The header's where there is a header, else the declared.</param>
/// <param name="Source">Of <paramref name="TrueHz"/>.</param>
internal sealed record SampleRate(double TrueHz, double NominalHz, SampleRateSource Source)
{
    /// <summary>200 MHz.</summary>
    public const double HighestHz = 200e6;

    /// <summary>Rates that differ by more are two rates, not one rate measured twice.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>The source as rows and answers carry it.</summary>
    public string SourceName => Source switch
    {
        SampleRateSource.Declared => "declared",
        SampleRateSource.Header => "header",
        SampleRateSource.Gnss => "gnss",
        _ => throw new InvalidOperationException($"{Source} is no source of a sample rate."),
    };

    public static bool IsPossible(double rateHz) => double.IsFinite(rateHz) && rateHz > 0 && rateHz <= HighestHz;

    /// <summary>Settles on a rate: measured before declared before header, and none that contradicts another.</summary>
    /// <exception cref="IqDataException">Nothing gives a rate, one is impossible, or two contradict each other.</exception>
    public static SampleRate Resolve(double? declaredHz, double? headerHz, double? gnssHz)
    {
        if (declaredHz is { } given && !IsPossible(given))
        {
            throw Mismatch($"the declared sample rate is {given} Hz, expected more than 0 and at most {HighestHz} Hz");
        }

        if (headerHz is { } header && gnssHz is { } measured && !Agree(header, measured))
        {
            throw Mismatch($"the header says {header} Hz, but the GNSS time stamps give {measured:0.###} Hz");
        }

        if (declaredHz is { } declared && headerHz is { } written && !Agree(declared, written) && !Agree(declared, gnssHz))
        {
            var stamps = gnssHz is { } hz ? FormattableString.Invariant($" and the GNSS time stamps give {hz:0.###} Hz") : string.Empty;
            throw Mismatch($"the declared sample rate is {declared} Hz, but the file's header says {written} Hz{stamps}");
        }

        return (declaredHz, headerHz, gnssHz) switch
        {
            (_, _, { } gnss) => new SampleRate(gnss, headerHz ?? gnss, SampleRateSource.Gnss),
            ({ } rate, _, _) => new SampleRate(rate, headerHz ?? rate, SampleRateSource.Declared),
            (_, { } rate, _) => new SampleRate(rate, rate, SampleRateSource.Header),
            _ => throw Mismatch($"no sample rate is declared, and the file carries none"),
        };
    }

    private static bool Agree(double first, double? second) => second is { } value && Math.Abs(first - value) <= Tolerance * value;

    private static IqDataException Mismatch(FormattableString finding) => IqDataException.Invalid(IqDataError.SampleRateMismatch, finding);
}
