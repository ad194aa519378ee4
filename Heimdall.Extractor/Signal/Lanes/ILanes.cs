namespace Heimdall.Extractor.Signal.Lanes;

/// <summary>
/// A few float32 values that are computed side by side: 16, 8 or 4 in a vector register, or 1 in plain arithmetic. A kernel is
/// written once over <typeparamref name="TSelf"/> and reads as if it handled a single value; the compiler makes one machine
/// code of it per width.
/// </summary>
internal unsafe interface ILanes<TSelf>
    where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>W, the values side by side: a power of two.</summary>
    static abstract int Count { get; }

    /// <summary>Whether <see cref="MulAdd"/> and its like are one instruction.</summary>
    static abstract bool IsFused { get; }

    static abstract TSelf Broadcast(float value);

    static abstract TSelf Load(float* source);

    static abstract TSelf Load(double* source);

    static abstract TSelf Load(int* source);

    static abstract TSelf Load(short* source);

    static abstract TSelf Load(ushort* source);

    static abstract TSelf Load(sbyte* source);

    static abstract TSelf Load(byte* source);

    void Store(float* target);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>Rounded by itself: never fused with an addition.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>a·b + c, fused where the machine can.</summary>
    static abstract TSelf MulAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a·b − c, fused where the machine can.</summary>
    static abstract TSelf MulSub(TSelf a, TSelf b, TSelf c);

    /// <summary>c − a·b, fused where the machine can.</summary>
    static abstract TSelf SubMul(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Min(TSelf a, TSelf b);

    static abstract TSelf Max(TSelf a, TSelf b);

    static abstract TSelf Abs(TSelf value);

    /// <summary>√value to 2⁻²³, of values ≥ 0; those below 1e-37 may give 0.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>a/b to 2⁻²³, of normal values.</summary>
    static abstract TSelf Quotient(TSelf a, TSelf b);

    /// <summary>The magnitude of one with the sign of the other.</summary>
    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    /// <summary>Lane by lane: a &lt; b ? then : otherwise.</summary>
    static abstract TSelf IfLess(TSelf a, TSelf b, TSelf then, TSelf otherwise);

    static abstract bool AnyLess(TSelf a, TSelf b);

    /// <summary>The lanes where a &lt; b.</summary>
    static abstract int CountLess(TSelf a, TSelf b);

    /// <summary>The lanes where the signs differ. Neither holds a −0.</summary>
    static abstract int CountSignChanges(TSelf a, TSelf b);

    /// <summary>I²+Q² − (high+low), rounded once at the end: right even where next to nothing is left.</summary>
    static abstract TSelf PowerLess(TSelf i, TSelf q, float high, float low);

    /// <summary>The sum of all lanes, folded as a tree.</summary>
    static abstract float Sum(TSelf value);

    /// <summary>The smallest of all lanes.</summary>
    static abstract float Least(TSelf value);

    /// <summary>The largest of all lanes.</summary>
    static abstract float Most(TSelf value);

    /// <summary>Of 2·W values in a row, those at even and those at odd places.</summary>
    static abstract (TSelf Even, TSelf Odd) Deinterleave(TSelf first, TSelf second);

    /// <summary>Within each group of four lanes the four values and the lanes change places: a becomes a₀ b₀ c₀ d₀. Of one lane nothing.</summary>
    static abstract void TransposeInGroups(ref TSelf a, ref TSelf b, ref TSelf c, ref TSelf d);

    /// <summary>
    /// Of 16 lanes the four values and the groups of four lanes change places: a becomes the first groups of a, b, c and d. Of 8 lanes the
    /// two groups of a and b do, and those of c and d. Of fewer nothing.
    /// </summary>
    static abstract void TransposeGroups(ref TSelf a, ref TSelf b, ref TSelf c, ref TSelf d);
}
