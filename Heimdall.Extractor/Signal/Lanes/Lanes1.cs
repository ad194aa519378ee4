using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal.Lanes;

/// <summary>One lane: plain arithmetic, for machines without vectors and for what a wider kernel leaves over at the end.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Lanes1(float value) : ILanes<Lanes1>
{
    private readonly float _value = value;

    public static int Count => 1;

    public static bool IsFused => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator +(Lanes1 left, Lanes1 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator -(Lanes1 left, Lanes1 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator *(Lanes1 left, Lanes1 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Broadcast(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(double* source) => new((float)*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(int* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(short* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(ushort* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(sbyte* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(byte* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => *target = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 MulAdd(Lanes1 a, Lanes1 b, Lanes1 c) => (a * b) + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 MulSub(Lanes1 a, Lanes1 b, Lanes1 c) => (a * b) - c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 SubMul(Lanes1 a, Lanes1 b, Lanes1 c) => c - (a * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Min(Lanes1 a, Lanes1 b) => a._value < b._value ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Max(Lanes1 a, Lanes1 b) => a._value > b._value ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Abs(Lanes1 value) => new(MathF.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Sqrt(Lanes1 value) => new(MathF.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Quotient(Lanes1 a, Lanes1 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 CopySign(Lanes1 magnitude, Lanes1 sign) => new(MathF.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 IfLess(Lanes1 a, Lanes1 b, Lanes1 then, Lanes1 otherwise) => a._value < b._value ? then : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyLess(Lanes1 a, Lanes1 b) => a._value < b._value;

    public static int CountLess(Lanes1 a, Lanes1 b) => a._value < b._value ? 1 : 0;

    public static int CountSignChanges(Lanes1 a, Lanes1 b) => (a._value < 0) != (b._value < 0) ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 PowerLess(Lanes1 i, Lanes1 q, float high, float low) =>
        new((float)((((double)i._value * i._value) + ((double)q._value * q._value)) - ((double)high + low)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes1 value) => value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Least(Lanes1 value) => value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Most(Lanes1 value) => value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Lanes1 Even, Lanes1 Odd) Deinterleave(Lanes1 first, Lanes1 second) => (first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeInGroups(ref Lanes1 a, ref Lanes1 b, ref Lanes1 c, ref Lanes1 d)
    {
        // There are no groups.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeGroups(ref Lanes1 a, ref Lanes1 b, ref Lanes1 c, ref Lanes1 d)
    {
        // There are no groups.
    }
}
