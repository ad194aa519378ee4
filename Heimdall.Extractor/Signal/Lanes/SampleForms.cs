using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal.Lanes;

/// <inheritdoc cref="SampleForm.Float32"/>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Float32Form : ISampleForm
{
    public static SampleForm Form => SampleForm.Float32;

    public static nint BytesPerComponent => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(byte* samples, nint component)
        where T : unmanaged, ILanes<T> => T.Load((float*)samples + component);
}

/// <inheritdoc cref="SampleForm.Float64"/>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Float64Form : ISampleForm
{
    public static SampleForm Form => SampleForm.Float64;

    public static nint BytesPerComponent => sizeof(double);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(byte* samples, nint component)
        where T : unmanaged, ILanes<T> => T.Load((double*)samples + component);
}

/// <inheritdoc cref="SampleForm.Int32"/>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Int32Form : ISampleForm
{
    public static SampleForm Form => SampleForm.Int32;

    public static nint BytesPerComponent => sizeof(int);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(byte* samples, nint component)
        where T : unmanaged, ILanes<T> => T.Load((int*)samples + component);
}

/// <inheritdoc cref="SampleForm.Int16"/>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Int16Form : ISampleForm
{
    public static SampleForm Form => SampleForm.Int16;

    public static nint BytesPerComponent => sizeof(short);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(byte* samples, nint component)
        where T : unmanaged, ILanes<T> => T.Load((short*)samples + component);
}

/// <inheritdoc cref="SampleForm.Int8"/>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Int8Form : ISampleForm
{
    public static SampleForm Form => SampleForm.Int8;

    public static nint BytesPerComponent => sizeof(sbyte);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(byte* samples, nint component)
        where T : unmanaged, ILanes<T> => T.Load((sbyte*)samples + component);
}

/// <inheritdoc cref="SampleForm.UInt16"/>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct UInt16Form : ISampleForm
{
    public static SampleForm Form => SampleForm.UInt16;

    public static nint BytesPerComponent => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(byte* samples, nint component)
        where T : unmanaged, ILanes<T> => T.Load((ushort*)samples + component) - T.Broadcast(32767.5f);
}

/// <inheritdoc cref="SampleForm.UInt8"/>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct UInt8Form : ISampleForm
{
    public static SampleForm Form => SampleForm.UInt8;

    public static nint BytesPerComponent => sizeof(byte);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(byte* samples, nint component)
        where T : unmanaged, ILanes<T> => T.Load(samples + component) - T.Broadcast(127.5f);
}

/// <inheritdoc cref="SampleForm.OffsetUInt8"/>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct OffsetUInt8Form : ISampleForm
{
    public static SampleForm Form => SampleForm.OffsetUInt8;

    public static nint BytesPerComponent => sizeof(byte);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(byte* samples, nint component)
        where T : unmanaged, ILanes<T> => T.Load(samples + component) - T.Broadcast(128);
}
