const undefinedFigure = '–';

const isMissing = value => value === null || value === undefined || Number.isNaN(value);

/** 12345 as 12,345. */
export const count = value => (isMissing(value) ? undefinedFigure : value.toLocaleString('en-US'));

/** 0.8125 as 81.3%. Less than all is never rounded up to 100%. */
export function percent(share, decimals = 1) {
  if (isMissing(share)) return undefinedFigure;
  const most = 100 - 10 ** -decimals;
  return `${(share < 1 ? Math.min(share * 100, most) : 100).toFixed(decimals)}%`;
}

export const plain = (value, decimals = 4) => (isMissing(value) ? undefinedFigure : value.toFixed(decimals));

/** A learning rate: 0.001 as 1.0e-3. */
export const rate = value => (isMissing(value) ? undefinedFigure : value === 0 ? '0' : value.toExponential(1));

/** Seconds as people say them. */
export function duration(seconds) {
  if (isMissing(seconds)) return undefinedFigure;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/** One image, two images. */
export const images = number => `${count(number)} ${number === 1 ? 'image' : 'images'}`;
