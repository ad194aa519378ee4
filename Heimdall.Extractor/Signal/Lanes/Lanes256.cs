using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Heimdall.Extractor.Signal.Lanes;

/// <summary>8 lanes: AVX2 with fused multiply-add.</summary>
internal readonly unsafe struct Lanes256(Vector256<float> value) : ILanes<Lanes256>
{
    private readonly Vector256<float> _value = value;

    public static int Count => 8;

    public static bool IsFused => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 left, Lanes256 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 left, Lanes256 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 left, Lanes256 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(double* source) => new(Vector256.Narrow(Vector256.Load(source), Vector256.Load(source + 4)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(int* source) => new(Vector256.ConvertToSingle(Vector256.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(short* source) => new(Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ushort* source) => new(Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(sbyte* source) => new(Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(byte* source) => new(Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => Vector256.Store(_value, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MulAdd(Lanes256 a, Lanes256 b, Lanes256 c) => new(Fma.MultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MulSub(Lanes256 a, Lanes256 b, Lanes256 c) => new(Fma.MultiplySubtract(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SubMul(Lanes256 a, Lanes256 b, Lanes256 c) => new(Fma.MultiplyAddNegated(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Min(Lanes256 a, Lanes256 b) => new(Avx.Min(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Max(Lanes256 a, Lanes256 b) => new(Avx.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Abs(Lanes256 value) => new(Vector256.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Sqrt(Lanes256 value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Quotient(Lanes256 a, Lanes256 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 CopySign(Lanes256 magnitude, Lanes256 sign) =>
        new(Vector256.ConditionalSelect(Vector256.Create(-0f), sign._value, magnitude._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 IfLess(Lanes256 a, Lanes256 b, Lanes256 then, Lanes256 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyLess(Lanes256 a, Lanes256 b) => Vector256.LessThanAny(a._value, b._value);

    public static int CountLess(Lanes256 a, Lanes256 b) =>
        BitOperations.PopCount(Vector256.LessThan(a._value, b._value).ExtractMostSignificantBits());

    public static int CountSignChanges(Lanes256 a, Lanes256 b) =>
        BitOperations.PopCount((a._value ^ b._value).ExtractMostSignificantBits());

    /// <inheritdoc cref="Lanes512.PowerLess"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 PowerLess(Lanes256 i, Lanes256 q, float high, float low)
    {
        var (ii, qq) = (i._value * i._value, q._value * q._value);
        var errors = Fma.MultiplySubtract(i._value, i._value, ii) + Fma.MultiplySubtract(q._value, q._value, qq);
        var sum = ii + qq;
        var added = sum - ii;
        errors += (ii - (sum - added)) + (qq - added);
        return new((sum - Vector256.Create(high)) + (errors - Vector256.Create(low)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes256 value) => Lanes128.Sum(new Lanes128(value._value.GetLower() + value._value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Least(Lanes256 value) => Lanes128.Least(new Lanes128(Sse.Min(value._value.GetLower(), value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Most(Lanes256 value) => Lanes128.Most(new Lanes128(Sse.Max(value._value.GetLower(), value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Lanes256 Even, Lanes256 Odd) Deinterleave(Lanes256 first, Lanes256 second)
    {
        // Within each half of the register, then the halves put in order.
        var even = Avx.Shuffle(first._value, second._value, 0b10_00_10_00).AsDouble();
        var odd = Avx.Shuffle(first._value, second._value, 0b11_01_11_01).AsDouble();
        return (new(Avx2.Permute4x64(even, 0b11_01_10_00).AsSingle()), new(Avx2.Permute4x64(odd, 0b11_01_10_00).AsSingle()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeInGroups(ref Lanes256 a, ref Lanes256 b, ref Lanes256 c, ref Lanes256 d)
    {
        var (abLow, abHigh) = (Avx.UnpackLow(a._value, b._value).AsDouble(), Avx.UnpackHigh(a._value, b._value).AsDouble());
        var (cdLow, cdHigh) = (Avx.UnpackLow(c._value, d._value).AsDouble(), Avx.UnpackHigh(c._value, d._value).AsDouble());
        a = new(Avx.UnpackLow(abLow, cdLow).AsSingle());
        b = new(Avx.UnpackHigh(abLow, cdLow).AsSingle());
        c = new(Avx.UnpackLow(abHigh, cdHigh).AsSingle());
        d = new(Avx.UnpackHigh(abHigh, cdHigh).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeGroups(ref Lanes256 a, ref Lanes256 b, ref Lanes256 c, ref Lanes256 d)
    {
        (a, b) = (new(Avx.Permute2x128(a._value, b._value, 0x20)), new(Avx.Permute2x128(a._value, b._value, 0x31)));
        (c, d) = (new(Avx.Permute2x128(c._value, d._value, 0x20)), new(Avx.Permute2x128(c._value, d._value, 0x31)));
    }
}
