// A colour map that is even to the eye: equal steps of a value look equally large, also in grey and to the colour-blind.
// Viridis (van der Walt and Smith, 2015), as a polynomial of degree six in each of red, green and blue.

const RED = [0.2777273, 0.1050930, -0.3308618, -4.6342305, 6.2282699, 4.7763850, -5.4354559];
const GREEN = [0.0054073, 1.4046135, 0.2148476, -5.7991010, 14.1799334, -13.7451454, 4.6458526];
const BLUE = [0.3340998, 1.3845902, 0.0950952, -19.3324410, 56.6905526, -65.3530326, 26.3124353];

/** Red, green and blue, 0…255, of a share of 0…1. */
export const viridis = share => [RED, GREEN, BLUE].map(factors =>
  Math.round(255 * Math.max(0, Math.min(1, factors.reduceRight((sum, factor) => sum * share + factor, 0)))));

/**
 * The colours of the 256 values of a byte, as an image's memory holds them.
 * @param {number} low the byte, or a fraction between two, that is the darkest
 * @param {number} high the one that is the brightest
 */
export function palette(low, high) {
  const colours = new Uint8ClampedArray(4 * 256);
  const span = Math.max(high - low, 1e-6);
  for (let value = 0; value < 256; value++) {
    colours.set([...viridis(Math.max(0, Math.min(1, (value - low) / span))), 255], 4 * value);
  }

  return new Uint32Array(colours.buffer);
}
