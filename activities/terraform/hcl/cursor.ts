/** A place in HCL text: characters, blanks, comments, words. */
import { HclError } from './ast.ts';

/** Nesting deeper than any person writes; Terraform's own parser would overflow its stack at some point. */
const deepest = 200;

const blank = /[ \t\r]/;
const wordStart = /[\p{ID_Start}_]/u;
const wordPart = /[\p{ID_Continue}-]/u;

export class Cursor {
  readonly text: string;
  pos = 0;
  line: number;
  /** Inside (), [] and ${} a line break is a blank; in a body and in {} it ends something. */
  newlinesCount = true;
  private depth = 0;

  constructor(text: string, line = 1) {
    this.text = text;
    this.line = line;
  }

  get done(): boolean {
    return this.pos >= this.text.length;
  }

  peek(length = 1): string {
    return this.text.slice(this.pos, this.pos + length);
  }

  startsWith(what: string): boolean {
    return this.text.startsWith(what, this.pos);
  }

  /** Moves on by some characters and counts the lines in them. */
  advance(length: number): string {
    const taken = this.text.slice(this.pos, this.pos + length);
    for (const char of taken) if (char === '\n') this.line += 1;
    this.pos += taken.length;
    return taken;
  }

  /** Skips blanks and comments, and line breaks where they mean nothing. */
  skip(): void {
    for (;;) {
      const char = this.text.charAt(this.pos);
      if (blank.test(char)) this.pos += 1;
      else if (char === '\n' && !this.newlinesCount) this.advance(1);
      else if (char === '#' || this.startsWith('//')) this.skipLine();
      else if (this.startsWith('/*')) this.skipBlockComment();
      else return;
    }
  }

  skipWithNewlines(): void {
    const before = this.newlinesCount;
    this.newlinesCount = false;
    this.skip();
    this.newlinesCount = before;
  }

  /** A comment ends before its line break, which still ends the argument it follows. */
  private skipLine(): void {
    const end = this.text.indexOf('\n', this.pos);
    this.pos = end === -1 ? this.text.length : end;
  }

  private skipBlockComment(): void {
    const end = this.text.indexOf('*/', this.pos + 2);
    if (end === -1) this.fail('a comment that begins with /* does not end');
    this.advance(end + 2 - this.pos);
  }

  take(what: string): boolean {
    this.skip();
    if (!this.startsWith(what)) return false;
    this.advance(what.length);
    return true;
  }

  expect(what: string): void {
    if (!this.take(what)) this.fail(`"${what}" was expected here, and "${this.shown()}" was found`);
  }

  /** @returns the word here, or null */
  word(): string | null {
    this.skip();
    const start = this.pos;
    let char = String.fromCodePoint(this.text.codePointAt(this.pos) ?? 0);
    if (!wordStart.test(char)) return null;
    while (this.pos < this.text.length && wordPart.test(char)) {
      this.pos += char.length;
      char = String.fromCodePoint(this.text.codePointAt(this.pos) ?? 0);
    }
    return this.text.slice(start, this.pos);
  }

  /** Runs a reader with line breaks as blanks (or not), one level deeper. */
  within<T>(newlinesCount: boolean, read: () => T): T {
    if (this.depth >= deepest) this.fail(`expressions are nested more than ${deepest} deep`);
    const before = this.newlinesCount;
    this.newlinesCount = newlinesCount;
    this.depth += 1;
    try {
      return read();
    } finally {
      this.newlinesCount = before;
      this.depth -= 1;
    }
  }

  shown(): string {
    return this.done
      ? 'the end of the file'
      : this.text.slice(this.pos, this.pos + 12).split('\n')[0] || 'a line break';
  }

  fail(message: string): never {
    throw new HclError(message, this.line);
  }
}
