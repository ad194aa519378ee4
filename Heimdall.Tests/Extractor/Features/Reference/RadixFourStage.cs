using System.Numerics;
using System.Runtime.InteropServices;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// One stage of <see cref="FourierTransform"/>: splits transforms of <c>span</c> values, <c>stride</c> of them interleaved, into four each.
/// </summary>
internal sealed class RadixFourStage
{
    private readonly int _quarter;
    private readonly int _stride;
    private readonly Complex[] _twiddles;

    public RadixFourStage(int span, int stride)
    {
        _quarter = span / 4;
        _stride = stride;
        _twiddles = new Complex[3 * _quarter];
        for (var p = 0; p < _quarter; p++)
        {
            for (var power = 1; power <= 3; power++)
            {
                var (sin, cos) = Math.SinCos(-2 * Math.PI * p * power / span);
                _twiddles[(3 * p) + power - 1] = new Complex(cos, sin);
            }
        }
    }

    public void Run(
        ReadOnlySpan<double> sourceReal, ReadOnlySpan<double> sourceImaginary, Span<double> targetReal, Span<double> targetImaginary)
    {
        var step = _quarter * _stride;
        for (var p = 0; p < _quarter; p++)
        {
            var butterfly = new Butterfly(_twiddles.AsSpan(3 * p, 3));
            var (from, to) = (p * _stride, 4 * p * _stride);
            butterfly.Run(
                sourceReal[from..], sourceImaginary[from..], step, targetReal[to..], targetImaginary[to..], _stride);
        }
    }
}

/// <summary>The radix-4 butterfly of one twiddle triple, over <c>stride</c> neighbouring values.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct Butterfly(ReadOnlySpan<Complex> twiddles)
{
    private readonly Complex _w1 = twiddles[0];
    private readonly Complex _w2 = twiddles[1];
    private readonly Complex _w3 = twiddles[2];

    public void Run(
        ReadOnlySpan<double> xr, ReadOnlySpan<double> xi, int step, Span<double> yr, Span<double> yi, int stride)
    {
        var q = 0;
        for (; q <= stride - Vector<double>.Count; q += Vector<double>.Count)
        {
            var (ar, ai) = (new Vector<double>(xr[q..]), new Vector<double>(xi[q..]));
            var (br, bi) = (new Vector<double>(xr[(q + step)..]), new Vector<double>(xi[(q + step)..]));
            var (cr, ci) = (new Vector<double>(xr[(q + (2 * step))..]), new Vector<double>(xi[(q + (2 * step))..]));
            var (dr, di) = (new Vector<double>(xr[(q + (3 * step))..]), new Vector<double>(xi[(q + (3 * step))..]));
            var (sumAcR, sumAcI, difAcR, difAcI) = (ar + cr, ai + ci, ar - cr, ai - ci);
            var (sumBdR, sumBdI, turnedR, turnedI) = (br + dr, bi + di, di - bi, br - dr);
            (sumAcR + sumBdR).CopyTo(yr[q..]);
            (sumAcI + sumBdI).CopyTo(yi[q..]);
            Store(difAcR - turnedR, difAcI - turnedI, _w1, yr[(q + stride)..], yi[(q + stride)..]);
            Store(sumAcR - sumBdR, sumAcI - sumBdI, _w2, yr[(q + (2 * stride))..], yi[(q + (2 * stride))..]);
            Store(difAcR + turnedR, difAcI + turnedI, _w3, yr[(q + (3 * stride))..], yi[(q + (3 * stride))..]);
        }

        for (; q < stride; q++)
        {
            var a = new Complex(xr[q], xi[q]);
            var b = new Complex(xr[q + step], xi[q + step]);
            var c = new Complex(xr[q + (2 * step)], xi[q + (2 * step)]);
            var d = new Complex(xr[q + (3 * step)], xi[q + (3 * step)]);
            var (sumAc, difAc, sumBd, turned) = (a + c, a - c, b + d, new Complex(d.Imaginary - b.Imaginary, b.Real - d.Real));
            Store(sumAc + sumBd, yr, yi, q);
            Store((difAc - turned) * _w1, yr, yi, q + stride);
            Store((sumAc - sumBd) * _w2, yr, yi, q + (2 * stride));
            Store((difAc + turned) * _w3, yr, yi, q + (3 * stride));
        }
    }

    private static void Store(Vector<double> real, Vector<double> imaginary, Complex w, Span<double> yr, Span<double> yi)
    {
        ((real * w.Real) - (imaginary * w.Imaginary)).CopyTo(yr);
        ((real * w.Imaginary) + (imaginary * w.Real)).CopyTo(yi);
    }

    private static void Store(Complex value, Span<double> yr, Span<double> yi, int at)
    {
        yr[at] = value.Real;
        yi[at] = value.Imaginary;
    }
}
