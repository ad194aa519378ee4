using Heimdall.Extractor.Signal;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Tests.Extractor.Signal;

public sealed unsafe class ArctangentTests
{
    [Theory]
    [MemberData(nameof(EveryWidth.Lanes), MemberType = typeof(EveryWidth))]
    public void The_angle_is_right_all_around_the_circle(int lanes)
    {
        var (real, imaginary, angle) = (new float[40_000], new float[40_000], new float[40_000]);
        for (var n = 0; n < real.Length; n++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * n / real.Length);
            (real[n], imaginary[n]) = ((float)cos * (1 + (n % 5)), (float)sin * (1 + (n % 5)));
        }

        switch (lanes)
        {
            case 16: Compute<Lanes512>(real, imaginary, angle); break;
            case 8: Compute<Lanes256>(real, imaginary, angle); break;
            case 4: Compute<Lanes128>(real, imaginary, angle); break;
            default: Compute<Lanes1>(real, imaginary, angle); break;
        }

        for (var n = 0; n < real.Length; n++)
        {
            Assert.Equal(Math.Atan2(imaginary[n], real[n]), angle[n], 4e-7);
        }
    }

    private static void Compute<T>(float[] real, float[] imaginary, float[] angle)
        where T : unmanaged, ILanes<T>
    {
        fixed (float* r = real, i = imaginary, a = angle)
        {
            for (var n = 0; n < real.Length; n += T.Count)
            {
                Arctangent<T>.Of(T.Load(r + n), T.Load(i + n), T.Broadcast(1e-30f)).Store(a + n);
            }
        }
    }
}
