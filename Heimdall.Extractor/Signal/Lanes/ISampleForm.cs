namespace Heimdall.Extractor.Signal.Lanes;

/// <summary>
/// Loads W components of a <see cref="SampleForm"/> and converts them to float32 in the register, so that 1 is 1 of the written number:
/// full scale is left to the factor by which all samples are scaled anyway, and nothing is rounded that a float32 can hold.
/// </summary>
internal unsafe interface ISampleForm
{
    static abstract SampleForm Form { get; }

    static abstract nint BytesPerComponent { get; }

    static abstract T Load<T>(byte* samples, nint component)
        where T : unmanaged, ILanes<T>;
}
