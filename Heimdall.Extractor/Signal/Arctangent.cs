using System.Runtime.CompilerServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// arg of complex values to 4e-7 rad, of which float32 itself takes half near π. The smaller over the larger of |re| and |im| is a
/// tangent of 0…1, whose angle is an odd polynomial (minimax, eight terms, 5e-8); what is left is which eighth of the circle the
/// value lies in.
/// </summary>
internal static class Arctangent<T>
    where T : unmanaged, ILanes<T>
{
    private const float C1 = -0.33331659f;
    private const float C2 = 0.199627038f;
    private const float C3 = -0.139765812f;
    private const float C4 = 0.0979423206f;
    private const float C5 = -0.057773553f;
    private const float C6 = 0.023040109f;
    private const float C7 = -0.00435539799f;

    /// <summary>−π…π; 0 of (0, 0) and of all whose larger part is below <paramref name="least"/>, where the sign is lost.</summary>
    /// <param name="least">The smallest larger part that counts.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of(T real, T imaginary, T least)
    {
        var (across, up) = (T.Abs(real), T.Abs(imaginary));
        var tangent = T.Quotient(T.Min(across, up), T.Max(T.Max(across, up), least));
        var square = tangent * tangent;
        var angle = T.MulAdd(square, T.Broadcast(C7), T.Broadcast(C6));
        angle = T.MulAdd(angle, square, T.Broadcast(C5));
        angle = T.MulAdd(angle, square, T.Broadcast(C4));
        angle = T.MulAdd(angle, square, T.Broadcast(C3));
        angle = T.MulAdd(angle, square, T.Broadcast(C2));
        angle = T.MulAdd(angle, square, T.Broadcast(C1));
        angle = T.MulAdd(angle * square, tangent, tangent);
        angle = T.IfLess(across, up, T.Broadcast(float.Pi / 2) - angle, angle);
        angle = T.IfLess(real, T.Broadcast(0), T.Broadcast(float.Pi) - angle, angle);
        return T.CopySign(angle, imaginary);
    }
}
