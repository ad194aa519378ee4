// Where rf.iq draws the line between noise and signal, from what it stores of a chunk. The formulas are those of docs/features.md.

const FALSE_ALARMS = 1e-3;
const INNER_PART = 0.4;
const SHORTEST_SEGMENT = 64;
const LONGEST_SEGMENT = 4096;

/** How a chunk's spectrum is made: L samples a segment, K of them, M inner bins. */
export function spectrumOf(chunkSamples, dcGuardBins) {
  const length = Math.max(SHORTEST_SEGMENT, Math.min(LONGEST_SEGMENT, 2 ** Math.floor(Math.log2(Math.max(1, chunkSamples / 16)))));
  const segments = Math.max(1, Math.floor((chunkSamples - length) / (length / 2)) + 1);
  const outermost = Math.floor(INNER_PART * length);
  return { length, segments, innerBins: 2 * (outermost - Math.max(0, dcGuardBins - 1)) + (dcGuardBins > 0 ? 0 : 1) };
}

/** The threshold in dB above the noise density: what one chunk of white noise in a thousand exceeds. */
export function thresholdDb(chunkSamples, dcGuardBins) {
  const { segments, innerBins } = spectrumOf(chunkSamples, dcGuardBins);
  // Half-overlapping segments under Hann's window are worth fewer independent ones.
  const averages = segments / (1 + (segments - 1) / segments / 18);
  return 10 * Math.log10(gammaQuantile(averages, 1 - FALSE_ALARMS / innerBins) / averages);
}

/**
 * Where an occupied bandwidth lies: the stretch of this width that holds most of what stands above the noise.
 * @param {number[]} psdDb densities of bins from −fs/2 on
 * @returns {{from: number, to: number}} hertz from the centre
 */
export function occupiedBand(psdDb, sampleRateHz, noiseDb, aboveDb, widthHz) {
  const binHz = sampleRateHz / psdDb.length;
  const sums = [0];
  for (const db of psdDb) {
    sums.push(sums.at(-1) + (db > noiseDb + aboveDb ? 10 ** (db / 10) - 10 ** (noiseDb / 10) : 0));
  }

  const until = bins => {
    const at = Math.max(0, Math.min(psdDb.length, bins));
    const whole = Math.min(psdDb.length - 1, Math.floor(at));
    return sums[whole] + (at - whole) * (sums[whole + 1] - sums[whole]);
  };
  const width = widthHz / binHz;
  let [best, most, last] = [0, -1, 0];
  for (let start = 0; start <= psdDb.length; start += 0.25) {
    const held = until(start + width) - until(start);
    if (held > most * (1 + 1e-9)) {
      [best, most, last] = [start, held, start];
    } else if (held >= most * (1 - 1e-9)) {
      last = start;
    }
  }

  // Bin b lies around (b − bins/2)·binHz; among equally good places the middle one is taken.
  const from = ((best + last) / 2 - 0.5 - psdDb.length / 2) * binHz;
  return { from, to: from + widthHz };
}

/** x with P(shape, x) = probability, by halving. */
function gammaQuantile(shape, probability) {
  let [low, high] = [0, shape + 40 * Math.sqrt(shape)];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (lowerGamma(shape, middle) < probability) {
      low = middle;
    } else {
      high = middle;
    }
  }

  return (low + high) / 2;
}

/** P(a, x), the regularised lower incomplete gamma function, by its series. */
function lowerGamma(a, x) {
  if (x <= 0) {
    return 0;
  }

  let term = 1;
  let sum = 1;
  for (let n = 1; n < 2000 && term > sum * 1e-16; n++) {
    term *= x / (a + n);
    sum += term;
  }

  return Math.min(1, sum * Math.exp(a * Math.log(x) - x - logGamma(a + 1)));
}

/** By Stirling's series, from 8 on. */
function logGamma(z) {
  if (z < 8) {
    return logGamma(z + 1) - Math.log(z);
  }

  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5);
}
