// How a feature is called and measured, by its name: the unit is its last words.

const UNITS = [['_dbfs_hz', 'dBFS/Hz'], ['_dbfs', 'dBFS'], ['_dbm', 'dBm'], ['_dbhz', 'dB-Hz'], ['_db', 'dB'], ['_khz', 'kHz'], ['_hz', 'Hz'], ['_us', 'µs']];

const SHORT = new Map([['snr', 'SNR'], ['rssi', 'RSSI'], ['psd', 'PSD'], ['dc', 'DC'], ['cn0', 'C/N0'], ['avg', 'average'], ['inst', 'instantaneous'], ['m2m4', 'M2M4'], ['3db', '3 dB'], ['26db', '26 dB']]);

/** noise_density_dbfs_hz → noise density, dBFS/Hz */
export function described(name) {
  const [ending, unit] = UNITS.find(([end]) => name.endsWith(end)) ?? ['', ''];
  return { label: name.slice(0, name.length - ending.length).split('_').map(word => SHORT.get(word) ?? word).join(' '), unit };
}
