import { writtenForms } from './written-forms.ts';

/** A text without secrets, however they are written in it. @internal */
export const maskSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .flatMap((secret) => [...writtenForms(secret)])
    .sort((a, b) => b.length - a.length) // the longest first: one secret may be the beginning of another
    .reduce((words, form) => (form ? words.replaceAll(form, '[masked]') : words), text);

/** A text that may come from anyone, made fit to be shown: without our secrets, on one line, and not too long. */
export const printable = (text: string, secrets: readonly string[]): string =>
  maskSecrets(text, secrets)
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, 300);
