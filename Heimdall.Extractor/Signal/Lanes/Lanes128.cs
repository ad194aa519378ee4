using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Heimdall.Extractor.Signal.Lanes;

/// <summary>4 lanes: any vector unit of 128 bits, with or without a fused multiply-add.</summary>
internal readonly unsafe struct Lanes128(Vector128<float> value) : ILanes<Lanes128>
{
    private readonly Vector128<float> _value = value;

    public static int Count => 4;

    public static bool IsFused => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 left, Lanes128 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 left, Lanes128 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 left, Lanes128 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(double* source) => new(Vector128.Narrow(Vector128.Load(source), Vector128.Load(source + 2)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(int* source) => new(Vector128.ConvertToSingle(Vector128.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(short* source) => new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<long>(source)).AsInt16())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ushort* source) => new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<long>(source)).AsUInt16()).AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(sbyte* source) => new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(source)).AsSByte()))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(byte* source) => new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(source)).AsByte())).AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => Vector128.Store(_value, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MulAdd(Lanes128 a, Lanes128 b, Lanes128 c) =>
        new(Vector128.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MulSub(Lanes128 a, Lanes128 b, Lanes128 c) => new((a._value * b._value) - c._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SubMul(Lanes128 a, Lanes128 b, Lanes128 c) => new(c._value - (a._value * b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Min(Lanes128 a, Lanes128 b) => new(Vector128.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Max(Lanes128 a, Lanes128 b) => new(Vector128.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Abs(Lanes128 value) => new(Vector128.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Sqrt(Lanes128 value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Quotient(Lanes128 a, Lanes128 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 CopySign(Lanes128 magnitude, Lanes128 sign) =>
        new(Vector128.ConditionalSelect(Vector128.Create(-0f), sign._value, magnitude._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 IfLess(Lanes128 a, Lanes128 b, Lanes128 then, Lanes128 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyLess(Lanes128 a, Lanes128 b) => Vector128.LessThanAny(a._value, b._value);

    public static int CountLess(Lanes128 a, Lanes128 b) =>
        BitOperations.PopCount(Vector128.LessThan(a._value, b._value).ExtractMostSignificantBits());

    public static int CountSignChanges(Lanes128 a, Lanes128 b) =>
        BitOperations.PopCount((a._value ^ b._value).ExtractMostSignificantBits());

    /// <summary>In float64, where the products of two float32 are exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 PowerLess(Lanes128 i, Lanes128 q, float high, float low)
    {
        var less = Vector128.Create((double)high + low);
        var (i0, i1) = Vector128.Widen(i._value);
        var (q0, q1) = Vector128.Widen(q._value);
        return new(Vector128.Narrow(((i0 * i0) + (q0 * q0)) - less, ((i1 * i1) + (q1 * q1)) - less));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes128 value)
    {
        var pairs = value._value + Vector128.Shuffle(value._value, Vector128.Create(2, 3, 0, 1));
        return pairs[0] + pairs[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Least(Lanes128 value)
    {
        var pairs = Vector128.MinNative(value._value, Vector128.Shuffle(value._value, Vector128.Create(2, 3, 0, 1)));
        return Math.Min(pairs[0], pairs[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Most(Lanes128 value)
    {
        var pairs = Vector128.MaxNative(value._value, Vector128.Shuffle(value._value, Vector128.Create(2, 3, 0, 1)));
        return Math.Max(pairs[0], pairs[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Lanes128 Even, Lanes128 Odd) Deinterleave(Lanes128 first, Lanes128 second)
    {
        var (low, high) = Interleave(first, second);
        return Interleave(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeInGroups(ref Lanes128 a, ref Lanes128 b, ref Lanes128 c, ref Lanes128 d)
    {
        var (acLow, acHigh) = Interleave(a, c);
        var (bdLow, bdHigh) = Interleave(b, d);
        (a, b) = Interleave(acLow, bdLow);
        (c, d) = Interleave(acHigh, bdHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeGroups(ref Lanes128 a, ref Lanes128 b, ref Lanes128 c, ref Lanes128 d)
    {
        // There is one group.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Lanes128 Low, Lanes128 High) Interleave(Lanes128 a, Lanes128 b)
    {
        if (Sse.IsSupported)
        {
            return (new(Sse.UnpackLow(a._value, b._value)), new(Sse.UnpackHigh(a._value, b._value)));
        }

        var even = Vector128.Create(0, -1, 0, -1).AsSingle();
        return (
            new(Vector128.ConditionalSelect(
                even, Vector128.Shuffle(b._value, Vector128.Create(0, 0, 1, 1)), Vector128.Shuffle(a._value, Vector128.Create(0, 0, 1, 1)))),
            new(Vector128.ConditionalSelect(
                even, Vector128.Shuffle(b._value, Vector128.Create(2, 2, 3, 3)), Vector128.Shuffle(a._value, Vector128.Create(2, 2, 3, 3)))));
    }
}
