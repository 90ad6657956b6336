/**
 * Text of others for a terminal: names come from clouds, sentences from models. Without the characters by which a text
 * could move the cursor, change colours or write to the clipboard of whoever reads it.
 */
export const clean = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '');
