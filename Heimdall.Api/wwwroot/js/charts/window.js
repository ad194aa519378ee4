// Which part of a long axis is seen: moved and zoomed, and never outside the whole.

export class Window {
  /**
   * @param {number} start of the whole
   * @param {number} end of the whole
   * @param {number} least that can be seen at once
   */
  constructor(start, end, least) {
    this.start = start;
    this.end = end;
    this.least = Math.min(least, end - start);
    this.all();
  }

  get span() {
    return this.to - this.from;
  }

  get isWhole() {
    return this.from <= this.start && this.to >= this.end;
  }

  all() {
    this.from = this.start;
    this.to = this.end;
  }

  /** Shows this part, or as much of it as there is. */
  show(from, to) {
    const span = Math.max(this.least, Math.min(this.end - this.start, to - from));
    this.from = Math.max(this.start, Math.min(this.end - span, from));
    this.to = this.from + span;
  }

  /** Moves it by so much; nothing where it is at its end. */
  move(by) {
    this.show(this.from + by, this.from + by + this.span);
  }

  /** Shows so many times as much, and leaves a value where it is seen. */
  zoom(factor, around) {
    const span = Math.max(this.least, Math.min(this.end - this.start, this.span * factor));
    const share = (around - this.from) / this.span;
    this.show(around - share * span, around + (1 - share) * span);
  }
}
