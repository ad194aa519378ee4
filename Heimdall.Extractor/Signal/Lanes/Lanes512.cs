using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Heimdall.Extractor.Signal.Lanes;

/// <summary>16 lanes: AVX-512.</summary>
internal readonly unsafe struct Lanes512(Vector512<float> value) : ILanes<Lanes512>
{
    private readonly Vector512<float> _value = value;

    public static int Count => 16;

    public static bool IsFused => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 left, Lanes512 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 left, Lanes512 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 left, Lanes512 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(double* source) => new(Vector512.Narrow(Vector512.Load(source), Vector512.Load(source + 8)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(int* source) => new(Vector512.ConvertToSingle(Vector512.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(short* source) => new(Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector256.Load(source))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ushort* source) => new(Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector256.Load(source))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(sbyte* source) => new(Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(source))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(byte* source) => new(Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(source))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => Vector512.Store(_value, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MulAdd(Lanes512 a, Lanes512 b, Lanes512 c) => new(Avx512F.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MulSub(Lanes512 a, Lanes512 b, Lanes512 c) => new(Avx512F.FusedMultiplySubtract(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SubMul(Lanes512 a, Lanes512 b, Lanes512 c) =>
        new(Avx512F.FusedMultiplyAddNegated(a._value, b._value, c._value));

    // Not Vector512.Min and Max: what IEEE 754 wants of NaN costs them five instructions.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Min(Lanes512 a, Lanes512 b) => new(Avx512F.Min(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Max(Lanes512 a, Lanes512 b) => new(Avx512F.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Abs(Lanes512 value) => new(Vector512.Abs(value._value));

    /// <summary>v·(1/√v) from a 14-bit estimate and one Newton step: a fifth of the time of the exact instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Sqrt(Lanes512 value)
    {
        var estimate = Avx512F.ReciprocalSqrt14(Avx512F.Max(value._value, Vector512.Create(1e-37f)));
        var root = value._value * estimate;
        var error = Avx512F.FusedMultiplyAddNegated(root, root, value._value);
        return new(Avx512F.FusedMultiplyAdd(error, estimate * Vector512.Create(0.5f), root));
    }

    /// <summary>a·(1/b) from a 14-bit estimate, what is missing to a added once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Quotient(Lanes512 a, Lanes512 b)
    {
        var estimate = Avx512F.Reciprocal14(b._value);
        var quotient = a._value * estimate;
        var error = Avx512F.FusedMultiplyAddNegated(quotient, b._value, a._value);
        return new(Avx512F.FusedMultiplyAdd(error, estimate, quotient));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 CopySign(Lanes512 magnitude, Lanes512 sign) =>
        new(Vector512.ConditionalSelect(Vector512.Create(-0f), sign._value, magnitude._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 IfLess(Lanes512 a, Lanes512 b, Lanes512 then, Lanes512 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyLess(Lanes512 a, Lanes512 b) => Vector512.LessThanAny(a._value, b._value);

    public static int CountLess(Lanes512 a, Lanes512 b) =>
        BitOperations.PopCount(Vector512.LessThan(a._value, b._value).ExtractMostSignificantBits());

    public static int CountSignChanges(Lanes512 a, Lanes512 b) =>
        BitOperations.PopCount((a._value ^ b._value).ExtractMostSignificantBits());

    /// <summary>
    /// In float32 pairs: a fused multiply-add gives the rounding error of each product exactly (Dekker 1971), Knuth's two-sum that
    /// of their sum; what is left of the difference takes all of them in.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 PowerLess(Lanes512 i, Lanes512 q, float high, float low)
    {
        var (ii, qq) = (i._value * i._value, q._value * q._value);
        var errors = Avx512F.FusedMultiplySubtract(i._value, i._value, ii) + Avx512F.FusedMultiplySubtract(q._value, q._value, qq);
        var sum = ii + qq;
        var added = sum - ii;
        errors += (ii - (sum - added)) + (qq - added);
        return new((sum - Vector512.Create(high)) + (errors - Vector512.Create(low)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes512 value) => Lanes256.Sum(new Lanes256(value._value.GetLower() + value._value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Least(Lanes512 value) => Lanes256.Least(new Lanes256(Avx.Min(value._value.GetLower(), value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Most(Lanes512 value) => Lanes256.Most(new Lanes256(Avx.Max(value._value.GetLower(), value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Lanes512 Even, Lanes512 Odd) Deinterleave(Lanes512 first, Lanes512 second) => (
        new(Avx512F.PermuteVar16x32x2(
            first._value, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), second._value)),
        new(Avx512F.PermuteVar16x32x2(
            first._value, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), second._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeInGroups(ref Lanes512 a, ref Lanes512 b, ref Lanes512 c, ref Lanes512 d)
    {
        var (abLow, abHigh) = (Avx512F.UnpackLow(a._value, b._value).AsDouble(), Avx512F.UnpackHigh(a._value, b._value).AsDouble());
        var (cdLow, cdHigh) = (Avx512F.UnpackLow(c._value, d._value).AsDouble(), Avx512F.UnpackHigh(c._value, d._value).AsDouble());
        a = new(Avx512F.UnpackLow(abLow, cdLow).AsSingle());
        b = new(Avx512F.UnpackHigh(abLow, cdLow).AsSingle());
        c = new(Avx512F.UnpackLow(abHigh, cdHigh).AsSingle());
        d = new(Avx512F.UnpackHigh(abHigh, cdHigh).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeGroups(ref Lanes512 a, ref Lanes512 b, ref Lanes512 c, ref Lanes512 d)
    {
        // 0x44: the first two groups of both; 0xEE: the last two; 0x88: the even ones; 0xDD: the odd ones.
        var (abLow, abHigh) = (Avx512F.Shuffle4x128(a._value, b._value, 0x44), Avx512F.Shuffle4x128(a._value, b._value, 0xEE));
        var (cdLow, cdHigh) = (Avx512F.Shuffle4x128(c._value, d._value, 0x44), Avx512F.Shuffle4x128(c._value, d._value, 0xEE));
        a = new(Avx512F.Shuffle4x128(abLow, cdLow, 0x88));
        b = new(Avx512F.Shuffle4x128(abLow, cdLow, 0xDD));
        c = new(Avx512F.Shuffle4x128(abHigh, cdHigh, 0x88));
        d = new(Avx512F.Shuffle4x128(abHigh, cdHigh, 0xDD));
    }
}
