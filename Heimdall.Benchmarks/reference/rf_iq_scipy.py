#!/usr/bin/env python3
"""The feature set rf.iq 1 as a user of NumPy and SciPy writes it: complex64 arrays, scipy.signal.welch, scipy.stats.

It is the baseline that Heimdall's speed is compared with, and no part of the product. The formulas are in docs/features.md.

    rf_iq_scipy.py features FILE... --sample-rate N [--datatype T] [--dc-guard-bins N]   features of every chunk, a line of JSON a file
    rf_iq_scipy.py serve FILE --sample-rate N [--datatype T]                             rounds for a benchmark, see serve()
"""
import argparse
import json
import sys
import time

import numpy as np
from scipy import signal, stats
from scipy.special import expit, gammaincinv

FEWEST_SAMPLES = 1024
FALSE_ALARM = 1e-3
PRESENCE_MARGIN = 10**0.6
SMALLEST_RATIO = 1e-15


def read(path, datatype):
    """A recording as complex64, 0 dBFS at |x| = 1."""
    if datatype == "cf32_le":
        return np.fromfile(path, "<c8")
    raw, offset, scale = {
        "ci16_le": ("<i2", 0.0, 32768.0),
        "ci8": ("i1", 0.0, 128.0),
        "cu8": ("u1", 127.5, 127.5),
    }[datatype]
    parts = (np.fromfile(path, raw).astype(np.float32) - np.float32(offset)) / np.float32(scale)
    return parts.view(np.complex64)


def cut(x, fs):
    """Chunks of 200 ms; what is left over is a last one if it is long enough."""
    size = max(round(0.2 * fs), FEWEST_SAMPLES)
    pieces = [x[start : start + size] for start in range(0, len(x), size)]
    return [piece for piece in pieces if len(piece) >= FEWEST_SAMPLES]


def decibel(ratio):
    return 10 * np.log10(ratio) if ratio > 0 else None


def shape(values, mean_square):
    """Skewness and excess kurtosis, where there is any spread."""
    if np.var(values) <= 1e-24 * mean_square:
        return None, None
    return stats.skew(values), stats.kurtosis(values)


def refine(s, k):
    """Where a parabola through the logarithms beside the maximum k has its top, in bins from k."""
    if k == 0 or k == len(s) - 1 or np.min(s[k - 1 : k + 2]) <= 0:
        return 0.0
    a, b, c = np.log(s[k - 1 : k + 2])
    curvature = a - 2 * b + c
    return float(np.clip((a - c) / (2 * curvature), -0.5, 0.5)) if curvature < 0 else 0.0


def psd(x, fs, length):
    _, s = signal.welch(x, fs, window="hann", nperseg=length, noverlap=length // 2, detrend=False, return_onesided=False)
    return s.astype(np.float64)


def level(x, power, f):
    mean, peak = float(power.mean()), float(power.max())
    f["rssi_dbfs"], f["peak_dbfs"], f["peak_to_avg_ratio_db"] = decibel(mean), decibel(peak), decibel(peak / mean)
    f["dc_offset_db"] = decibel(float(abs(x.mean())) ** 2 / mean)
    at_rail = np.zeros(len(x), bool)
    for part in (x.real, x.imag):
        low, high = part.min(), part.max()
        if low != high:
            at_rail |= (part == low) | (part == high)
    f["rail_fraction"], f["zero_fraction"] = at_rail.mean(), np.mean(x == 0)


def envelope(x, power, f):
    magnitude = np.abs(x)
    rms = np.sqrt(power.mean())
    f["envelope_mean"] = magnitude.mean() / rms
    f["envelope_std"] = magnitude.std() / magnitude.mean()
    f["envelope_max"] = magnitude.max() / rms
    f["envelope_skewness"], f["envelope_kurtosis"] = shape(magnitude, power.mean())
    f["power_kurtosis"] = np.mean(power**2) / power.mean() ** 2


def phase_steps(x, fs, f):
    products = x[1:] * x[:-1].conj()
    steps = np.angle(products[products != 0])
    if len(steps):
        steps[steps <= -np.pi + 1e-6] += 2 * np.pi
        f["inst_frequency_mean_hz"] = fs / (2 * np.pi) * steps.mean()
        f["inst_frequency_std_hz"] = fs / (2 * np.pi) * steps.std()
        f["inst_frequency_skewness"], f["inst_frequency_kurtosis"] = shape(steps, 1.0)
        f["frequency_offset_lag1_hz"] = fs / (2 * np.pi) * np.angle(products.sum())
    crossings = sum(np.count_nonzero(np.diff(part >= 0)) for part in (x.real, x.imag))
    f["zero_crossing_rate"] = crossings / (2 * (len(x) - 1))


def width_at(s, signal_bins, threshold):
    """Bins between the outermost crossings of a threshold, interpolated in decibels."""
    above = np.flatnonzero(signal_bins & (s >= threshold))
    width = float(above[-1] - above[0])
    for inside, outside in ((above[0], above[0] - 1), (above[-1], above[-1] + 1)):
        falls = 0 <= outside < len(s) and 0 < s[outside] < threshold
        width += np.log(s[inside] / threshold) / np.log(s[inside] / s[outside]) if falls else 0.5
    return width


def spectrum(s, averages, samples, power, fs, dc_guard_bins, f):
    length = len(s)
    bin_hz = fs / length
    k = np.arange(length) - length // 2
    frequency = k * bin_hz
    inner = (np.abs(frequency) <= 0.4 * fs) & (np.abs(k) >= dc_guard_bins)
    inner_s = s[inner]
    strongest = s.max()

    noise = max(np.quantile(inner_s, 0.25) * averages / gammaincinv(averages, 0.25), SMALLEST_RATIO * strongest)
    threshold = noise * gammaincinv(averages, 1 - FALSE_ALARM / len(inner_s)) / averages
    present = bool(inner_s.max() > max(threshold, PRESENCE_MARGIN * noise))
    f["signal_present"] = present
    f["noise_density_dbfs_hz"], f["noise_floor_dbfs"] = decibel(noise), decibel(noise * fs)
    peak_bin = int(np.argmax(np.where(inner, s, -1)))
    peak = s[peak_bin]
    if peak > SMALLEST_RATIO * strongest:
        f["psd_peak_dbfs_hz"] = decibel(peak)
        if inner_s.min() > 0:
            f["spectral_flatness"] = stats.gmean(inner_s) / inner_s.mean()
            f["spectral_entropy"] = stats.entropy(inner_s) / np.log(len(inner_s))
    signal_bins = inner & (s > threshold) if present else np.zeros(length, bool)
    f["occupied_fraction"] = signal_bins.sum() / len(inner_s)
    if not present:
        return

    weight = np.where(signal_bins, s - noise, 0)
    total = weight.sum()
    centroid = np.average(frequency, weights=weight)
    f["peak_frequency_hz"] = frequency[peak_bin] + refine(s, peak_bin) * bin_hz
    f["spectral_centroid_hz"] = centroid
    f["spectral_spread_hz"] = np.sqrt(np.average((frequency - centroid) ** 2, weights=weight))
    cumulative = np.concatenate(([0], np.cumsum(weight))) / total
    edges = np.append(frequency, fs / 2) - bin_hz / 2
    low, rolloff, high = np.interp((0.005, 0.85, 0.995), cumulative, edges)
    f["spectral_rolloff_hz"], f["occupied_bandwidth_hz"] = rolloff, high - low
    for name, down_db in (("bandwidth_3db_hz", 3), ("bandwidth_26db_hz", 26)):
        at = peak * 10 ** (-down_db / 10)
        if at > threshold:
            f[name] = width_at(s, signal_bins, at) * bin_hz
    f["cn0_dbhz"] = decibel(total * bin_hz / noise)
    f["snr_db"] = f["cn0_dbhz"] - decibel(max(high - low, 1.5 * bin_hz))

    m2, m4 = float(power.mean()), float(np.mean(power**2))
    if 2 * m2**2 - m4 > 6 * m2**2 / np.sqrt(samples):
        carrier = np.sqrt(2 * m2**2 - m4)
        if m2 - carrier > 1e-4 * m2:
            f["snr_m2m4_db"] = decibel(carrier / (m2 - carrier))


def delay(s, fs, f):
    length = len(s)
    window = signal.get_window("hann", length)
    window_acf = signal.correlate(window, window)[length - 1 :]
    lags = np.arange(length // 4 + 1)
    acf = np.fft.ifft(np.fft.ifftshift(s))[lags] * window_acf[0] / window_acf[lags]
    profile = np.abs(acf / acf[0]) ** 2
    profile[profile < 0.01] = 0
    tau = lags / fs
    spread = np.sqrt(np.average((tau - np.average(tau, weights=profile)) ** 2, weights=profile))
    f["correlation_time_us"] = 1e6 * spread
    f["delay_spread_confidence"] = 0.0
    if f["signal_present"] and spread * f["occupied_bandwidth_hz"] > 1:
        f["multipath_delay_spread_us"] = 1e6 * spread
        f["coherence_bandwidth_khz"] = 1e-3 / (5 * spread)
        f["delay_spread_confidence"] = 0.2 * expit((f["snr_db"] - 10) / 3)


def envelope_line(power, averages, fs, length, f):
    h = psd(power - power.mean(), fs, length)[: length // 2]
    candidates = signal.argrelmax(h)[0]
    candidates = candidates[(candidates >= 3) & (candidates <= length // 2 - 2)]
    if len(candidates) == 0:
        return
    k = int(candidates[np.argmax(h[candidates])])
    floor = np.median(h[max(3, k - 16) : k + 17])
    least = gammaincinv(averages, 1 - FALSE_ALARM / (length // 2)) / gammaincinv(averages, 0.5)
    if floor > 0 and h[k] >= least * floor and h[k] > 1e-24 * float(power.mean()) ** 2 * length / fs:
        f["envelope_line_hz"] = (k + refine(h, k)) * fs / length
        f["envelope_line_db"] = decibel(h[k] / floor)


NAMES = """signal_present rssi_dbfs peak_dbfs peak_to_avg_ratio_db dc_offset_db rail_fraction zero_fraction noise_density_dbfs_hz
    noise_floor_dbfs snr_db cn0_dbhz snr_m2m4_db occupied_fraction psd_peak_dbfs_hz peak_frequency_hz spectral_centroid_hz
    spectral_spread_hz spectral_rolloff_hz occupied_bandwidth_hz bandwidth_3db_hz bandwidth_26db_hz spectral_flatness spectral_entropy
    envelope_mean envelope_std envelope_max envelope_skewness envelope_kurtosis power_kurtosis inst_frequency_mean_hz
    inst_frequency_std_hz inst_frequency_skewness inst_frequency_kurtosis frequency_offset_lag1_hz zero_crossing_rate
    correlation_time_us multipath_delay_spread_us coherence_bandwidth_khz delay_spread_confidence envelope_line_hz envelope_line_db
    confidence_score""".split()


def chunk_features(x, fs, dc_guard_bins=2):
    """All features of a chunk; None where one does not exist."""
    f = dict.fromkeys(NAMES)
    f["signal_present"] = False
    power = x.real**2 + x.imag**2
    if not power.any():
        return f
    level(x, power, f)
    envelope(x, power, f)
    phase_steps(x, fs, f)

    length = int(np.clip(2 ** np.floor(np.log2(len(x) / 16)), 64, 4096))
    segments = (len(x) - length) // (length // 2) + 1
    averages = segments / (1 + (segments - 1) / (18 * segments))
    s = np.fft.fftshift(psd(x, fs, length))
    if s.max() > 0:
        spectrum(s, averages, len(x), power, fs, dc_guard_bins, f)
        delay(s, fs, f)
        envelope_line(power, averages, fs, length, f)
        f["confidence_score"] = expit((f["snr_db"] - 10) / 3) * (1 - f["rail_fraction"]) if f["signal_present"] else 0.0
    return f


def plain(value):
    """As JSON has it."""
    return value if value is None or isinstance(value, bool) else float(value)


def print_features(options):
    for path in options.files:
        x = read(path, options.datatype)
        chunks = [chunk_features(chunk, options.sample_rate, options.dc_guard_bins) for chunk in cut(x, options.sample_rate)]
        print(json.dumps([{name: plain(value) for name, value in f.items()} for f in chunks]), flush=True)


def serve(options):
    """Extracts the recording for as many CPU seconds as each line of the input says, and answers with the work done in how many."""
    x = read(options.files[0], options.datatype)
    chunks = cut(x, options.sample_rate)
    samples = sum(map(len, chunks))
    print(json.dumps({"samples": samples, "chunks": len(chunks)}), flush=True)
    for line in sys.stdin:
        passes, start = 0, time.process_time()
        while passes == 0 or time.process_time() - start < float(line):
            for chunk in chunks:
                chunk_features(chunk, options.sample_rate, options.dc_guard_bins)
            passes += 1
        print(json.dumps({"samples": passes * samples, "cpu_seconds": time.process_time() - start}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("features", "serve"))
    parser.add_argument("files", nargs="+")
    parser.add_argument("--sample-rate", type=float, required=True)
    parser.add_argument("--datatype", default="cf32_le", choices=("cf32_le", "ci16_le", "ci8", "cu8"))
    parser.add_argument("--dc-guard-bins", type=int, default=2)
    options = parser.parse_args()
    (serve if options.command == "serve" else print_features)(options)


if __name__ == "__main__":
    main()
