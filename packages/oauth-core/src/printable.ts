import { writtenForms } from './written-forms.ts';

/** A text that may come from anyone, made fit to be shown: without our secrets, on one line, and not too long. */
export function printable(text: string, secrets: readonly string[]): string {
  // The longest first: one secret may be the beginning of another.
  const forms = secrets.flatMap((secret) => [...writtenForms(secret)]).sort((a, b) => b.length - a.length);
  const masked = forms.reduce((words, form) => (form ? words.replaceAll(form, '[masked]') : words), text);
  return masked.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300);
}
