/** A document that cannot be read: a sentence for the person who added it. The others go on. */
export class DocumentRefused extends Error {
  /** @param sentence what is wrong with it and what to do */
  constructor(sentence: string) {
    super(sentence);
    this.name = 'DocumentRefused';
  }
}
