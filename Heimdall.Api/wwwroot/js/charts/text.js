// How wide a text of a drawing is, before it is drawn.

const FONT = '12px system-ui, sans-serif';

let pen = null;

/** Pixels that the text takes. */
export function textWidth(text) {
  if (!pen) {
    pen = document.createElement('canvas').getContext('2d');
    pen.font = FONT;
  }

  return pen.measureText(text).width;
}
