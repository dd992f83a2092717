import { announce } from './announce.ts';
import { byId } from './elements.ts';

/** Sends the forms without leaving the page. */
export function sendFormsHere(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.classList.contains('live')) return;
    event.preventDefault();
    void send(form, event.submitter).then(announce, () => announce('The sandbox does not answer.'));
  });
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<string> {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) if (typeof value === 'string') fields.append(name, value);
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: fields,
  });
  if (response.status !== 200 && response.status !== 400) return `Refused with status ${response.status}.`;
  const outcome = (await response.json()) as { done?: string; refused?: string }; // the controls answer one of them
  return outcome.done ?? `Not done. ${outcome.refused}`;
}

/** Shows only the parameters of the chosen kind of fault. */
export function showParametersOfKind(): void {
  const kind = byId('fault-kind');
  const update = (): void => {
    for (const fieldset of document.querySelectorAll<HTMLFieldSetElement>('fieldset[data-kind]')) {
      const chosen = kind instanceof HTMLSelectElement && fieldset.dataset.kind === kind.value;
      fieldset.hidden = !chosen;
      fieldset.disabled = !chosen;
    }
  };
  kind.addEventListener('change', update);
  update();
}

/** Lets each button with `data-copy` copy the text of the element that it names. */
export function copyByButton(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const text = byId(button.dataset.copy ?? '').textContent;
      navigator.clipboard.writeText(`${text}\n`).then(
        () => announce('Copied.'),
        () => announce('The browser did not let this page copy: select the lines instead.'),
      );
    });
  }
}
